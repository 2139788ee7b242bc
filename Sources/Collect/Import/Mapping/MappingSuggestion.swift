import Vocabulary

/// Guesses what a file is and what its columns mean, from their names (Chinese and English) and from what their values look like.
public struct MappingSuggestion: Sendable, Equatable {
    /// The best guess.
    public var mapping: ImportMapping

    private static let words: [(field: ImportField, targets: Set<ImportTarget>, names: [String])] = [
        (.orderID, [.orders], ["orderid", "orderno", "ordernumber", "ordersn", "tid", "订单号", "订单编号", "订单id", "訂單號", "訂單編號", "主订单编号"]),
        (.status, [.orders], ["status", "orderstatus", "状态", "订单状态", "狀態", "訂單狀態", "交易状态"]),
        (
            .placedAt, [.orders],
            [
                "placedat", "orderedat", "ordertime", "orderdate", "createdat", "createtime", "下单时间", "下单日期", "创建时间", "订单创建时间", "订单时间",
                "下單時間", "拍下时间", "time", "时间", "日期",
            ]
        ),
        (.paidAt, [.orders], ["paidat", "paytime", "paymenttime", "支付时间", "付款时间", "订单付款时间", "付款時間", "支付日期"]),
        (
            .total, [.orders],
            [
                "total", "totalamount", "orderamount", "amount", "paid", "payment", "revenue", "金额", "订单金额", "总金额", "实付金额", "实付", "应付金额",
                "支付金额", "成交金额", "买家实际支付金额", "金額", "訂單金額",
            ]
        ),
        (.discount, [.orders], ["discount", "discountamount", "优惠", "优惠金额", "折扣", "折扣金额", "優惠金額"]),
        (.shipping, [.orders], ["shipping", "freight", "postage", "运费", "邮费", "運費"]),
        (.refunded, [.orders], ["refund", "refunded", "refundamount", "退款", "退款金额", "退款金額"]),
        (
            .productID, [.orders, .products],
            ["productid", "sku", "skuid", "skucode", "itemid", "goodsid", "spu", "商品id", "商品编号", "商品编码", "商家编码", "货号", "商品編號", "条码"]
        ),
        (
            .productName, [.orders, .products],
            ["productname", "itemname", "goodsname", "product", "item", "商品", "商品名", "商品名称", "商品标题", "宝贝标题", "宝贝名称", "品名", "商品名稱"]
        ),
        (.quantity, [.orders], ["quantity", "qty", "num", "count", "数量", "商品数量", "购买数量", "件数", "數量", "宝贝总数量"]),
        (
            .personName, [.leads],
            [
                "name", "fullname", "customername", "contact", "contactname", "姓名", "客户姓名", "客户名称", "客户", "联系人", "称呼", "昵称", "客戶姓名", "聯繫人",
                "稱呼", "暱稱",
            ]
        ),
        (
            .note, [.leads],
            [
                "note", "notes", "remark", "remarks", "comment", "need", "needs", "demand", "requirement", "message", "inquiry", "需求",
                "客户需求", "咨询内容",
                "留言", "留言内容", "备注", "备注信息", "意向", "說明", "说明", "諮詢內容", "備註", "客戶需求",
            ]
        ),
        (
            .origin, [.leads],
            ["origin", "source", "leadsource", "channel", "来源", "线索来源", "来源渠道", "客户来源", "渠道", "渠道编码", "來源", "線索來源", "來源渠道", "客戶來源"]
        ),
        (.region, [.leads], ["region", "city", "province", "area", "地区", "区域", "城市", "省市", "所在地", "所在城市", "地區", "區域"]),
        (
            .productName, [.leads],
            ["product", "productname", "interest", "产品", "商品", "意向产品", "意向商品", "咨询产品", "感兴趣的产品", "意向车型", "课程", "產品", "意向產品", "諮詢產品"]
        ),
        (
            .time, [.leads],
            [
                "time", "date", "datetime", "createdat", "createtime", "submittedat", "submittime", "receivedat", "时间", "日期", "留资时间",
                "提交时间",
                "线索时间", "创建时间", "留資時間", "提交時間", "線索時間", "創建時間", "時間",
            ]
        ),
        (.price, [.orders, .products], ["price", "unitprice", "单价", "价格", "商品价格", "售价", "商品单价", "單價", "價格"]),
        (.category, [.orders], ["category", "productcategory", "categoryname", "商品分类", "商品类目", "商品品类", "类目", "品类", "商品分類", "商品類目", "類目"]),
        (.category, [.products], ["category", "type", "分类", "类目", "品类", "商品分类", "分類", "類目"]),
        (.event, [.events], ["event", "eventname", "eventtype", "action", "事件", "事件名", "事件名称", "行为", "行为类型", "事件名稱"]),
        (
            .time, [.events],
            [
                "time", "timestamp", "eventtime", "datetime", "date", "occurredat", "createdat", "createtime", "时间", "事件时间", "发生时间", "行为时间",
                "日期", "時間", "创建时间",
            ]
        ),
        (.messageID, [.events], ["messageid", "eventid", "uuid", "insertid", "消息id", "事件id"]),
        (.tag, [.customers], ["tag", "tags", "label", "labels", "标签", "客户标签", "標籤"]),
        (
            .identifier(.userID), [.events, .customers, .orders, .leads],
            [
                "userid", "uid", "user", "customerid", "buyerid", "accountid", "distinctid", "用户id", "用户编号", "客户id", "客户编号", "账号", "买家id",
                "买家会员名", "用戶id", "會員帳號", "客戶編號",
            ]
        ),
        (.identifier(.anonymousID), [.events], ["anonymousid", "anonid", "visitorid", "cookieid", "clientid", "匿名id", "访客id", "訪客id"]),
        (.identifier(.deviceID), [.events], ["deviceid", "imei", "idfa", "oaid", "设备id", "设备号", "設備id"]),
        (
            .identifier(.phone), [.events, .customers, .orders, .leads],
            [
                "phone", "mobile", "tel", "telephone", "cellphone", "phonenumber", "手机", "手机号", "手机号码", "电话", "电话号码", "联系电话", "联系方式",
                "联系手机", "收货人手机", "收货人手机号", "手機", "手機號", "手機號碼", "電話", "聯繫電話",
            ]
        ),
        (
            .identifier(.email), [.events, .customers, .orders, .leads],
            ["email", "mail", "emailaddress", "邮箱", "电子邮箱", "邮件", "電子郵箱", "郵箱", "電郵"]
        ),
        (.identifier(.unionID), [.events, .customers, .orders, .leads], ["unionid", "微信unionid", "wxunionid"]),
        (.identifier(.openID), [.events, .customers, .orders, .leads], ["openid", "微信openid", "wxopenid"]),
        (.identifier(.externalUserID), [.events, .customers, .leads], ["externaluserid", "外部联系人id", "企微客户id"]),
        (
            .identifier(.memberID), [.customers, .orders, .leads],
            ["memberid", "memberno", "cardno", "会员号", "会员卡号", "会员编号", "会员id", "卡号", "會員號", "會員卡號"]
        ),
    ]

    /// Columns with their names and what their values look like.
    public init(columns: [(name: String, kind: ColumnKind)], target: ImportTarget? = nil) {
        let best =
            target
            ?? [ImportTarget.orders, .products, .events, .leads, .customers].max {
                Self.score(columns, $0) < Self.score(columns, $1)
            } ?? .events
        mapping = Self.mapping(columns, best)
    }

    /// Columns that only a list of leads has.
    private static let leadWords: Set<String> = [
        "leadsource", "inquiry", "需求", "客户需求", "咨询内容", "留言", "留言内容", "线索来源", "意向产品", "意向商品", "咨询产品", "意向车型", "留资时间", "线索时间", "客戶需求", "諮詢內容",
        "線索來源",
        "意向產品", "留資時間", "線索時間",
    ]

    private static func key(_ name: String) -> String {
        String(name.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    private static func field(_ name: String, _ target: ImportTarget) -> ImportField? {
        let key = key(name)
        return words.first { $0.targets.contains(target) && $0.names.contains(key) }?.field
    }

    /// How well a target fits: the columns that decide it weigh most.
    private static func score(_ columns: [(name: String, kind: ColumnKind)], _ target: ImportTarget) -> Int {
        let fields = Set(columns.compactMap { field($0.name, target) })
        let identifies =
            fields.contains { if case .identifier = $0 { true } else { false } }
            || columns.contains { $0.kind == .phone || $0.kind == .email }
        switch target {
        case .orders: return fields.contains(.orderID) ? 40 + fields.count : 0
        case .products: return fields.contains(.productID) && !identifies ? 25 + fields.count : 0
        case .events: return (fields.contains(.event) ? 30 : 0) + (fields.contains(.time) ? 3 : 0)
        case .customers: return identifies ? 10 : 0
        case .leads: return identifies && columns.contains { leadWords.contains(key($0.name)) } ? 15 : 0
        }
    }

    private static func mapping(_ columns: [(name: String, kind: ColumnKind)], _ target: ImportTarget) -> ImportMapping {
        var mapping = ImportMapping(target: target)
        var taken: Set<ImportField> = []
        func take(_ field: ImportField, _ column: String) {
            if case .tag = field {} else if !taken.insert(field).inserted { return }
            mapping.set(field, for: column)
        }
        for column in columns {
            if let field = field(column.name, target) { take(field, column.name) }
        }
        if target != .products {
            for column in columns where mapping.columns[column.name] == nil {
                if column.kind == .phone { take(.identifier(.phone), column.name) }
                if column.kind == .email { take(.identifier(.email), column.name) }
            }
        }
        if target == .events, !taken.contains(.time),
            let column = columns.first(where: { $0.kind == .time && mapping.columns[$0.name] == nil })
        {
            take(.time, column.name)
        }
        for column in columns where mapping.columns[column.name] == nil && !column.name.hasPrefix("#") {
            let name = column.name
            switch target {
            case .events:
                if name.hasPrefix("traits.") {
                    mapping.set(.trait(String(name.dropFirst(7))), for: name)
                } else {
                    mapping.set(.property(name.hasPrefix("properties.") ? String(name.dropFirst(11)) : name), for: name)
                }
            case .orders, .leads: mapping.set(.property(name), for: name)
            case .customers: mapping.set(.trait(name.hasPrefix("traits.") ? String(name.dropFirst(7)) : name), for: name)
            case .products: mapping.set(.attribute(name), for: name)
            }
        }
        return mapping
    }
}
