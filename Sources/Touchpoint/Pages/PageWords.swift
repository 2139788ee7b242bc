/// The fixed texts of landing pages, in the language of the page.
struct PageWords: Sendable {
    var tag: String
    var choose: String
    var phoneHint: String
    var back: String
    var optional: String
    var consentMissing: String
    var phoneWrong: String
    var missing: @Sendable (String) -> String
    var wrongChoice: @Sendable (String) -> String
    var notFoundTitle: String
    var notFoundText: String
    var staleText: String
    var video: String
    var days: String
    var preview: String
    var busyTitle: String
    var busyText: String

    static func of(_ language: String) -> PageWords {
        switch language {
        case "en": english
        case "zh-Hant": traditional
        default: simplified
        }
    }

    private static let simplified = PageWords(
        tag: "zh-Hans", choose: "请选择", phoneHint: "11 位手机号", back: "返回页面", optional: "选填", consentMissing: "请先阅读并勾选同意条款。",
        phoneWrong: "请填写正确的手机号。", missing: { "请填写“\($0)”。" }, wrongChoice: { "请重新选择“\($0)”。" }, notFoundTitle: "页面不存在或已下线",
        notFoundText: "请检查链接是否完整，或联系给您链接的人。", staleText: "页面停留时间较长，请重新填写一次。", video: "播放视频", days: "天", preview: "预览 · 不会提交",
        busyTitle: "请稍候再试", busyText: "刚才提交较频繁，请过一会儿再试。")

    private static let traditional = PageWords(
        tag: "zh-Hant", choose: "請選擇", phoneHint: "11 位手機號", back: "返回頁面", optional: "選填", consentMissing: "請先閱讀並勾選同意條款。",
        phoneWrong: "請填寫正確的手機號。", missing: { "請填寫「\($0)」。" }, wrongChoice: { "請重新選擇「\($0)」。" }, notFoundTitle: "頁面不存在或已下線",
        notFoundText: "請檢查鏈接是否完整，或聯絡給您鏈接的人。", staleText: "頁面停留時間較長，請重新填寫一次。", video: "播放影片", days: "天", preview: "預覽 · 不會提交",
        busyTitle: "請稍候再試", busyText: "剛才提交較頻繁，請過一會兒再試。")

    private static let english = PageWords(
        tag: "en", choose: "Please choose", phoneHint: "Mobile number", back: "Back to the page", optional: "optional",
        consentMissing: "Please read and accept the notice first.", phoneWrong: "Please enter a valid phone number.",
        missing: { "Please fill in “\($0)”." }, wrongChoice: { "Please choose “\($0)” again." },
        notFoundTitle: "This page does not exist any more",
        notFoundText: "Check that the link is complete, or ask whoever gave it to you.",
        staleText: "The page was open for a long time; please fill it in again.",
        video: "Play the video", days: "d", preview: "Preview · nothing is sent", busyTitle: "Please try again shortly",
        busyText: "There were many attempts just now; please try again in a little while.")
}
