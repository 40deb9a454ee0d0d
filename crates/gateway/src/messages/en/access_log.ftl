## The access log

label-AccessKind-READ = read
label-AccessKind-UNMASK = unmasked
label-AccessKind-SIGN_IN = signed in
label-AccessKind-PASSWORD_CHANGE = changed the password
label-AccessKind-PASSWORD_RESET_ISSUE = let a password be set
label-AccessKind-TOKEN_REUSE = used a refresh token twice
