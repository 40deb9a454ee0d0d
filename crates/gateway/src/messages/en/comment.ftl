## Comments

rule-CANNOT_SEE = This person ({ $person }) may not see this, and a mention grants nothing.
rule-OTHER_SUBJECT = The comment that is replied to is about something else.

label-CommentUrgency-ORDINARY = ordinary
label-CommentUrgency-CRITICAL = urgent
label-DeadlineKind-ANSWER = answer to a comment

notice-kind-ANSWER = Your answer
notice-COMMENT_ANSWER_ASKED = { $by } asks you for an answer in a comment on { $thing }.
notice-COMMENT_URGENT = { $by } asks somebody of your department for an urgent answer in a comment on { $thing }.
notice-COMMENT_MENTIONED = { $by } mentions you in a comment on { $thing }.
notice-COMMENT_REPLIED = { $by } replied to your comment on { $thing }.
notice-COMMENT_ADDED = { $by } commented on { $thing }.
label-NoticeCode-COMMENT_ANSWER_ASKED = You are asked for an answer
label-NoticeCode-COMMENT_URGENT = An urgent answer is asked for
label-NoticeCode-COMMENT_MENTIONED = You are mentioned
label-NoticeCode-COMMENT_REPLIED = Somebody replied to you
label-NoticeCode-COMMENT_ADDED = There is a new comment
