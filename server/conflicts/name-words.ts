// Words of which names of organisations are made: regions, trades, kinds of institution, legal forms, and traditional characters. Data.

/** Traditional → simplified, one to one in names of organisations; signs with several readings (乾, 瞭, 後, 裡 …) are left out on purpose. */
const TRADITIONAL = '鑄铸鍛锻匯汇滙汇彙汇鷹鹰鯨鲸誼谊譽誉鉅钜寶宝貴贵圖图寫写適适岡冈崗岗鄒邹錢钱呂吕盧卢賴赖閻阎龔龚譚谭鄺邝龐庞駱骆碩硕為为華华國国東东業业電电務务資资訊讯術术團团責责實实網网絡络機机構构製制藥药醫医學学廣广銀银車车運运輸输產产貿贸經经紀纪會会師师師师處处設设計计劃划創创儀仪鋼钢鐵铁礦矿龍龙聯联達达億亿萬万豐丰興兴慶庆陽阳陳陈張张劉刘黃黄吳吴趙赵馬马鄭郑許许鄧邓蘇苏蔣蒋葉叶楊杨孫孙羅罗謝谢蕭萧鴻鸿凱凯顧顾問问諮咨詢询環环農农業业漁渔紡纺織织絲丝線线維维紙纸飛飞數数據据軟软體体碼码雲云門门關关開开間间際际灣湾臺台島岛濟济滬沪閩闽贛赣魯鲁遼辽寧宁陝陕滄沧瀋沈連连錦锦無无錫锡蘭兰鎮镇縣县區区鄉乡場场廠厂檢检測测驗验證证標标準准鑑鉴鑒鉴評评價价權权專专單单銷销賣卖買买進进發发動动導导熱热壓压閥阀軸轴輪轮鍵键鏈链鋁铝銅铜鈦钛鋰锂納纳聖圣愛爱歐欧亞亚韓韩馮冯賀贺偉伟傑杰麗丽靜静強强勝胜榮荣瑋玮鵬鹏樂乐館馆書书報报傳传視视廳厅樓楼總总辦办協协會会習习養养護护衛卫邊边級级類类頁页項项順顺領领頭头顯显風风鮮鲜點点齊齐齒齿優优態态歸归殼壳氣气滅灭營营獨独獲获賽赛贏赢質质躍跃軍军載载轉转遠远選选還还邁迈鄰邻釋释針针鍾钟鐘钟鋒锋錄录鏡镜長长隊队階阶際际雙双雜杂離离難难靈灵韻韵顏颜願愿養养騰腾驅驱鳳凤麥麦黨党納纳認认說说調调論论證证識识護护讀读變变讓让讚赞貝贝財财貨货費费賓宾賢贤趨趋車车軌轨輕轻輝辉徑径從从復复徵征應应懷怀戰战戶户執执掃扫掛挂採采擇择擊击擔担據据擴扩攝摄敵敌斷断舊旧曉晓術术樹树橋桥檔档歡欢歲岁殘残氫氢決决沒没況况漢汉潔洁潤润澤泽濱滨濾滤瀾澜爐炉爾尔狀状獎奖瑪玛畫画異异當当療疗盡尽監监盤盘眾众確确禮礼種种積积穩稳筆笔範范節节簡简糧粮約约紅红純纯紹绍終终組组結结給给統统絕绝綠绿維维綱纲網网緊紧編编緣缘縱纵績绩繼继續续纖纤罰罚義义聲声職职聽听肅肃腦脑膚肤臨临舉举艦舰艙舱藝艺蘊蕴號号蟲虫衝冲補补裝装複复規规覺觉觀观觸触訂订託托訓训記记訪访詳详誠诚語语課课請请諾诺謀谋議议譯译'
export const SIMPLIFIED: ReadonlyMap<string, string> = new Map(Array.from({ length: TRADITIONAL.length / 2 }, (_, i) => [TRADITIONAL[2 * i]!, TRADITIONAL[2 * i + 1]!]))

/** Provinces, prefectures, countries and the larger county-level cities as they stand at the head of a name; GB/T 2260 without 省, 市 and the like. */
const REGION_TEXT = `中国 全国 北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门
石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛 长春 四平 辽源 通化 白山 松原 白城 延边 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化
南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽
郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 三沙 儋州
成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义 安顺 毕节 铜仁 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理 红河 拉萨 日喀则 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 西宁 海东 银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密 石河子
昆山 张家港 常熟 太仓 江阴 宜兴 义乌 慈溪 余姚 诸暨 乐清 瑞安 温岭 海宁 桐乡 晋江 石狮 南安 福清 龙口 寿光 浏阳 顺德 南海 浦东 滨海 雄安 前海 横琴 余杭 萧山 昌平 海淀 朝阳 福田 南山 宝安
美国 日本 德国 英国 法国 韩国 新加坡 荷兰 瑞士 瑞典 意大利 加拿大 澳大利亚 印度 俄罗斯 亚太 华东 华南 华北 华中 西南 西北 东北`
export const REGIONS: ReadonlySet<string> = new Set(REGION_TEXT.split(/\s+/))
export const REGION_LENGTH = 4

export const LATIN_REGIONS: ReadonlySet<string> = new Set('china prc beijing shanghai shenzhen guangzhou hangzhou nanjing suzhou tianjin chongqing wuhan chengdu zhejiang jiangsu guangdong shandong hong kong hongkong taiwan singapore japan korea usa us america asia pacific europe germany uk'.split(' '))

/** Where the distinctive word of a company's name ends. Words of every trade come first: they tell nobody apart. */
export const COMMON_TRADES = '科技 技术 实业 发展 集团 控股 投资 股份 企业 国际 工业 产业 商贸 贸易 智能 高新 创新 服务 管理 总 新 公司'.split(' ')
const TRADES = `网络 信息 电子 计算机 软件 数据 通信 通讯 移动 数码 数字 互联 云计算 系统 半导体 微电子 集成电路 光电 电气 电器 电力 电网 电池 能源 新能源 动力 汽车 机械 机电 机器人 装备 设备 制造 精密 仪器 仪表 模具 材料 新材料 化工 化学 化纤 医药 制药 药业 医疗 生物 基因 食品 饮料 乳业 酒业 农业 种业 林业 纺织 服饰 服装 印刷 印染 包装 建设 建筑 工程 地产 房地产 置业 物业 物流 运输 航空 航天 船舶 铁路 轨道 钢铁 矿业 石油 石化 燃气 水务 环保 环境 文化 传媒 影业 影视 教育 咨询 顾问 检测 检验 鉴定 评估 知识产权 专利 商标 律师 会计师 税务师 资产 证券 保险 基金 信托 财务 金融 支付 游戏 家居 家具 玩具 珠宝 酒店 旅游 餐饮 超市 百货 零售 电商 电子商务 人力资源 安防 照明 显示 视讯 终端 反光 涂料 橡胶 塑料 玻璃 陶瓷 水泥 香料 染料`.split(/\s+/)
export const TRADE = new RegExp([...TRADES, ...COMMON_TRADES].toSorted((a, b) => b.length - a.length).join('|'), 'g')
export const COMMON_TRADE = new RegExp(COMMON_TRADES.join('|'), 'g')

/** Bodies whose region is part of who they are: 北京大学 and 南京大学 have nothing in common. */
export const INSTITUTION = /(大学|学院|学校|医院|法院|检察院|研究院|研究所|科学院|工程院|设计院|委员会|人民政府|[厅局处]|中学|小学|协会|学会|商会|银行|信用社|出版社|中心|图书馆|实验室)$/

/** Longest first. Forms that say the same share a name. */
export const HAN_FORMS: readonly (readonly [suffix: string, form: string])[] = [
  ['股份有限责任公司', 'stock'], ['股份有限公司', 'stock'], ['股份公司', 'stock'], ['有限责任公司', 'limited'], ['责任有限公司', 'limited'], ['有限公司', 'limited'],
  ['株式会社', 'kabushiki'], ['有限会社', 'yugen'], ['合同会社', 'godo'], ['特殊普通合伙', 'partnership'], ['普通合伙', 'partnership'], ['有限合伙', 'lp'], ['总公司', 'company'], ['公司', 'company'],
]

const LATIN_FORM_TEXT = `co company ltd limited inc incorporated corp corporation llc llp lp plc gmbh ag kg kgaa se sa sas sarl srl spa bv nv ab as oy oyj pte pty sdn bhd kk kabushiki kaisha`
export const LATIN_FORMS: ReadonlySet<string> = new Set(LATIN_FORM_TEXT.split(' '))
export const LATIN_COMMON: ReadonlySet<string> = new Set('the of and technology technologies tech science sciences scientific group holding holdings international global systems system solutions electronics electronic industries industry industrial trading development enterprise enterprises services service software network networks information digital'.split(' '))
