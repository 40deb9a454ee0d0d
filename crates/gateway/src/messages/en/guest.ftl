## Guests

rule-CONFIDENTIAL = What is confidential is shared with nobody outside.
rule-GUEST_ENDED = The guest is let in no more since { $at }.
rule-GUEST_WORDS = What a guest said stays as they said it.

label-GuestStatus-INVITED = invited
label-GuestStatus-ACTIVE = active
label-GuestStatus-EXPIRED = expired
label-GuestStatus-REVOKED = revoked
label-GuestEnd-REVOKED = revoked
label-GuestEnd-INVITER_LEFT = who invited them has left

notice-GUEST_INVITED = { $by } invited a guest of your customer { $thing }, until { $dueAt }.
notice-GUEST_SCOPE_CHANGED = { $by } changed what a guest of your customer { $thing } sees, until { $dueAt }.
notice-GUEST_ARRIVED = The guest of { $thing } whom you invited has signed in.
notice-GUEST_ENDED = A guest of { $thing } sees nothing any more.
notice-GUEST_COMMENTED = A guest commented on { $thing }.
label-NoticeCode-GUEST_INVITED = A guest of your customer was invited
label-NoticeCode-GUEST_SCOPE_CHANGED = A guest of your customer sees something else
label-NoticeCode-GUEST_ARRIVED = Your guest has signed in
label-NoticeCode-GUEST_ENDED = A guest's access has ended
label-NoticeCode-GUEST_COMMENTED = A guest said something
