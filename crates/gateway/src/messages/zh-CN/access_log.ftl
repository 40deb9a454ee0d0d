## 访问日志

label-AccessKind-READ = 查看
label-AccessKind-UNMASK = 查看未脱敏信息
