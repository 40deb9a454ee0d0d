## 外部成员

rule-CONFIDENTIAL = 保密内容不对外部人员开放。
rule-GUEST_ENDED = 该外部成员的访问权限已于 { $at } 终止。
rule-GUEST_WORDS = 外部成员所说的内容不可更改。

label-GuestStatus-INVITED = 已邀请
label-GuestStatus-ACTIVE = 有效
label-GuestStatus-EXPIRED = 已到期
label-GuestStatus-REVOKED = 已撤销
label-GuestEnd-REVOKED = 已撤销
label-GuestEnd-INVITER_LEFT = 邀请人已离职

notice-GUEST_INVITED = { $by }邀请了您的客户{ $thing }的一位外部成员，至 { $dueAt } 止。
notice-GUEST_SCOPE_CHANGED = { $by }调整了您的客户{ $thing }的外部成员的可见范围，至 { $dueAt } 止。
notice-GUEST_ARRIVED = 您邀请的{ $thing }的外部成员已登录。
notice-GUEST_ENDED = { $thing }的一位外部成员的访问权限已终止。
notice-GUEST_COMMENTED = 一位外部成员评论了{ $thing }。
label-NoticeCode-GUEST_INVITED = 您的客户有新的外部成员
label-NoticeCode-GUEST_SCOPE_CHANGED = 外部成员的可见范围已调整
label-NoticeCode-GUEST_ARRIVED = 您邀请的外部成员已登录
label-NoticeCode-GUEST_ENDED = 外部成员的访问权限已终止
label-NoticeCode-GUEST_COMMENTED = 外部成员有新留言
