## 接口密钥

label-KeyScope-READ = 读取
label-KeyScope-DIRECTORY = 维护组织目录
label-KeyScope-READ_AS_PERSON = 代表人员读取
label-KeyScope-ACT_AS_PERSON = 代表人员操作
label-KeyStatus-ACTIVE = 有效
label-KeyStatus-EXPIRED = 已到期
label-KeyStatus-REVOKED = 已撤销
