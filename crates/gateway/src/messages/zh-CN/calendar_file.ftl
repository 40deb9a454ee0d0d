## 日历订阅文件。

calendar-name = { $person }的日程
calendar-due = { $kind }到期：{ $about }
calendar-host = 主持人：{ $value }
calendar-minutes = （{ $value } 分钟）
calendar-demands = 准备：{ $value }
calendar-join = 加入会议：{ $value }
calendar-comment = { $person }的评论
