## 评论

rule-CANNOT_SEE = 该人员（{ $person }）无权查看此内容，提及并不授予权限。
rule-OTHER_SUBJECT = 所回复的评论属于另一事项。

label-CommentUrgency-ORDINARY = 一般
label-CommentUrgency-CRITICAL = 紧急
label-DeadlineKind-ANSWER = 评论回复

notice-kind-ANSWER = 回复
notice-COMMENT_ANSWER_ASKED = { $by }在{ $thing }的评论中请您回复。
notice-COMMENT_URGENT = { $by }在{ $thing }的评论中请您部门的同事紧急回复。
notice-COMMENT_MENTIONED = { $by }在{ $thing }的评论中提到了您。
notice-COMMENT_REPLIED = { $by }回复了您在{ $thing }的评论。
notice-COMMENT_ADDED = { $by }评论了{ $thing }。
label-NoticeCode-COMMENT_ANSWER_ASKED = 请您回复
label-NoticeCode-COMMENT_URGENT = 紧急消息待回复
label-NoticeCode-COMMENT_MENTIONED = 有人提到您
label-NoticeCode-COMMENT_REPLIED = 有人回复您
label-NoticeCode-COMMENT_ADDED = 有新的评论
