## 访问日志

label-AccessKind-READ = 查看
label-AccessKind-UNMASK = 查看未脱敏信息
label-AccessKind-SIGN_IN = 登录
label-AccessKind-PASSWORD_CHANGE = 修改密码
label-AccessKind-PASSWORD_RESET_ISSUE = 签发密码设置凭证
label-AccessKind-TOKEN_REUSE = 重复使用刷新令牌
