## The access log

label-AccessKind-READ = read
label-AccessKind-UNMASK = unmasked
