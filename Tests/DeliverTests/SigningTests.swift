import Testing
import Vocabulary

@testable import Deliver

@Suite struct SigningTests {
    /// V14 of facts/channels.md §9.
    @Test func aliyun() {
        let items = [
            ("AccessKeyId", "testId"), ("SignatureNonce", "45e25e9b-0a6f-4070-8c85-2956eda1b466"), ("Timestamp", "2017-07-12T02:42:19Z"),
            ("Format", "XML"), ("Action", "SendSms"), ("Version", "2017-05-25"), ("RegionId", "cn-hangzhou"),
            ("PhoneNumbers", "15300000001"),
            ("SignName", "阿里云短信测试专用"), ("TemplateParam", #"{"customer":"test"}"#), ("TemplateCode", "SMS_71390007"), ("OutId", "123"),
            ("SignatureVersion", "1.0"), ("SignatureMethod", "HMAC-SHA1"),
        ]
        #expect(AliyunSMS.signature("GET", items, secret: "testSecret") == "zJDF+Lrzhj/ThnlvIToysFRq6t4=")
    }

    /// V16.
    @Test func tencent() {
        let body = #"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#
        let signed = TencentSMS.sign(
            headers: [("content-type", "application/json; charset=utf-8"), ("host", "cvm.tencentcloudapi.com")], body: Array(body.utf8),
            stamp: 1_551_113_065, service: "cvm", id: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", key: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE")
        #expect(signed.canonicalHash == "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031")
        #expect(signed.signature == "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168")
    }
}
