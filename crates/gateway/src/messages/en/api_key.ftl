## Keys of systems

label-KeyScope-READ = read
label-KeyScope-DIRECTORY = keep the directory
label-KeyScope-READ_AS_PERSON = read in the name of people
label-KeyScope-ACT_AS_PERSON = act in the name of people
label-KeyStatus-ACTIVE = active
label-KeyStatus-EXPIRED = expired
label-KeyStatus-REVOKED = revoked
