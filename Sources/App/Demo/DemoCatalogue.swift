/// Made-up names, products and places that dress the demo data; the behaviour itself is real.
enum DemoCatalogue {
    static let surnames = ["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "林", "郭", "何", "高", "罗"]
    static let givenNames = [
        "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "明", "超", "秀英", "霞", "平", "子涵", "欣怡", "梓萱", "浩然", "雨桐",
        "思远", "嘉怡", "宇轩", "晓彤", "文博",
    ]
    static let cities = ["上海", "北京", "广州", "深圳", "杭州", "成都", "武汉", "南京", "苏州", "西安"]

    struct Product {
        var id: String
        var name: String
        var category: String
        var fen: Int64
    }

    static let products = [
        Product(id: "P1001", name: "保湿精华 30ml", category: "护肤", fen: 29_900),
        Product(id: "P1002", name: "氨基酸洁面乳", category: "护肤", fen: 8_900),
        Product(id: "P1003", name: "防晒乳 SPF50", category: "护肤", fen: 12_900),
        Product(id: "P1004", name: "修护面膜 5 片", category: "护肤", fen: 9_900),
        Product(id: "P2001", name: "丝绒唇釉", category: "彩妆", fen: 15_900),
        Product(id: "P2002", name: "九色眼影盘", category: "彩妆", fen: 21_900),
        Product(id: "P2003", name: "柔焦气垫", category: "彩妆", fen: 26_900),
        Product(id: "P3001", name: "护发精油", category: "洗护", fen: 13_900),
        Product(id: "P3002", name: "香氛沐浴露", category: "洗护", fen: 7_900),
        Product(id: "P4001", name: "新年礼盒", category: "礼盒", fen: 59_900),
    ]

    /// Display names of the data set's events (简体, 繁體, English).
    static let eventNames: [(name: String, hans: String, hant: String, en: String)] = [
        ("home", "首页", "首頁", "Home"), ("catalog", "浏览目录", "瀏覽目錄", "Catalogue"), ("product_view", "浏览商品", "瀏覽商品", "Product viewed"),
        ("search", "搜索", "搜尋", "Search"), ("filter_results", "筛选结果", "篩選結果", "Results filtered"),
        ("add_to_cart", "加入购物车", "加入購物車", "Added to cart"), ("cart", "查看购物车", "查看購物車", "Cart viewed"),
        ("shipping_details", "填写收货信息", "填寫收貨資訊", "Shipping details"), ("payment_details", "填写支付信息", "填寫支付資訊", "Payment details"),
        ("purchase", "完成购买", "完成購買", "Purchase"), ("wishlist_add", "加入收藏", "加入收藏", "Added to wish list"),
        ("promo_page", "活动页", "活動頁", "Promotion page"), ("account_page", "个人中心", "個人中心", "Account page"),
        ("review_page", "查看评价", "查看評價", "Reviews"), ("support_chat", "在线咨询", "在線諮詢", "Support chat"),
        ("compare", "商品对比", "商品對比", "Compare"),
        ("error_page", "错误页", "錯誤頁", "Error page"), ("payment_error", "支付失败", "支付失敗", "Payment error"),
        ("checkout_bug", "结算异常", "結算異常", "Checkout fault"), ("Order Completed", "订单支付", "訂單支付", "Order completed"),
        ("Order Refunded", "订单退款", "訂單退款", "Order refunded"), ("$identify", "登录识别", "登入識別", "Identified"),
    ]

    /// utm_source and utm_medium of the data set's acquisition channels.
    static func utm(_ acquisition: String) -> (source: String, medium: String)? {
        switch acquisition {
        case "organic": ("百度自然搜索", "organic")
        case "paid_search": ("百度搜索推广", "cpc")
        case "email": ("邮件营销", "email")
        case "social": ("抖音信息流", "social")
        case "direct": ("直接访问", "direct")
        default: nil
        }
    }
}
