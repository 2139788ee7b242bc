/// The style sheet of landing pages: phone first, readable on a desktop, dark where the visitor's system is. Plain CSS that old web views know.
enum PageStyle {
    /// The sheet with a page's accent colour, "#rrggbb".
    static func css(accent: String) -> String {
        let (red, green, blue) = channels(accent)
        let isLight = red * 299 + green * 587 + blue * 114 > 165_000
        return css.replacing("$accent", with: accent).replacing("$ink", with: isLight ? "#1b1b1b" : "#fff")
            .replacing("$rgb", with: "\(red),\(green),\(blue)")
    }

    private static func channels(_ accent: String) -> (Int, Int, Int) {
        let number = Int(accent.dropFirst(), radix: 16) ?? 0
        return (number >> 16 & 255, number >> 8 & 255, number & 255)
    }

    private static let css = """
        :root{--a:$accent;--i:$ink;--w:rgba($rgb,.1);--t:#191f2b;--s:#596172;--b:#fff;--l:#e8eaf0;--f:#f3f4f7;--c:#c9ced8}
        *{box-sizing:border-box}html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--f);color:var(--t);font:16px/1.7 -apple-system,BlinkMacSystemFont,"PingFang SC","HarmonyOS Sans SC","Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;overflow-wrap:anywhere}
        main{max-width:600px;margin:0 auto;background:var(--b);min-height:100vh;padding-bottom:28px;position:relative}main.barred{padding-bottom:104px}
        section{padding:30px 22px 0}section.bare{padding:22px 0 0}img,video{display:block;width:100%;height:auto;border:0}video{border-radius:12px;background:#000;aspect-ratio:16/9}
        h1,h2,p{margin:0}h1{font-size:31px;line-height:1.28;font-weight:700;letter-spacing:-.01em;text-wrap:balance}
        h2{font-size:21px;line-height:1.4;font-weight:650;margin-bottom:14px;text-wrap:balance}
        .hero{padding:0;overflow:hidden}.hero>div{padding:64px 22px 36px;background:radial-gradient(120% 90% at 100% 0,rgba($rgb,.22),transparent 60%),linear-gradient(180deg,var(--w),transparent)}
        .hero.pictured>div{padding-top:26px;padding-bottom:10px;background:none}.hero>img{max-height:420px;object-fit:cover}
        .hero p{margin-top:14px;font-size:17px;color:var(--s)}.hero .button{margin-top:26px;max-width:340px}
        .button{display:block;width:100%;border:0;border-radius:12px;background:var(--a);color:var(--i);font-family:inherit;font-weight:600;font-size:17px;line-height:1.2;padding:17px 18px;text-align:center;text-decoration:none;cursor:pointer;box-shadow:0 6px 18px rgba($rgb,.28);-webkit-appearance:none;appearance:none}
        .button:active{transform:translateY(1px)}.button[disabled]{opacity:.55}.button.line{background:none;color:var(--a);box-shadow:inset 0 0 0 1.5px rgba($rgb,.55)}
        a:focus-visible,.button:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible{outline:3px solid rgba($rgb,.45);outline-offset:2px}
        .rich div{color:var(--s)}.rich b,.rich strong{color:var(--t)}.rich p{margin:0 0 10px}.rich ul,.rich ol{margin:10px 0 0;padding-left:1.3em}.rich li{margin:6px 0}.rich li::marker{color:var(--a)}.rich h3{margin:16px 0 6px;font-size:17px;color:var(--t)}
        .features ul{list-style:none;margin:0;padding:0;display:grid;gap:12px}.features li{display:flex;gap:14px;align-items:flex-start;padding:16px;border-radius:14px;background:var(--w)}
        .features i{flex:none;width:10px;height:10px;margin:8px 2px 0;border-radius:50%;background:var(--a)}.features img{flex:none;width:56px;height:56px;border-radius:12px;object-fit:cover}
        .features b{display:block;font-weight:600}.features span{display:block;font-size:15px;color:var(--s);line-height:1.55}
        .act{padding-top:14px}.act:first-child{padding-top:30px}
        .form form{display:grid;gap:16px;padding:20px;border-radius:18px;border:1px solid var(--l);box-shadow:0 10px 30px rgba(25,31,43,.06)}.form form>label{display:grid;gap:6px}.form label>span{font-size:14px;color:var(--s)}small{font-size:12px;opacity:.8}
        input,select{width:100%;font:inherit;color:inherit;background:var(--b);border:1px solid var(--c);border-radius:12px;padding:12px 14px;min-height:52px}select{-webkit-appearance:none;appearance:none;background-image:linear-gradient(45deg,transparent 50%,var(--s) 50%),linear-gradient(135deg,var(--s) 50%,transparent 50%);background-position:calc(100% - 20px) 23px,calc(100% - 14px) 23px;background-size:6px 6px;background-repeat:no-repeat}
        .form form>.consent{grid-template-columns:22px 1fr;gap:10px;align-items:start}.consent input{width:20px;min-height:20px;height:20px;margin:1px 0 0;padding:0;accent-color:var(--a)}.form .consent span{font-size:13px;line-height:1.55}
        .hp{position:absolute;left:-9999px;top:auto;width:1px;height:1px;overflow:hidden}
        .problem{background:#fdecec;color:#9c1414;border-radius:12px;padding:12px 14px;margin-bottom:14px}
        .faq details{border-top:1px solid var(--l)}.faq details:last-child{border-bottom:1px solid var(--l)}summary{font-weight:600;cursor:pointer;padding:15px 28px 15px 0;list-style:none;position:relative}summary::-webkit-details-marker{display:none}
        summary:after{content:"";position:absolute;right:6px;top:22px;width:8px;height:8px;border:solid var(--s);border-width:0 1.5px 1.5px 0;transform:rotate(45deg)}details[open] summary:after{transform:rotate(225deg);top:26px}details p{padding:0 0 16px;color:var(--s)}
        .count{text-align:center}.count p{color:var(--s)}.count time{display:block;margin-top:4px;font-size:30px;font-weight:700;color:var(--a);font-variant-numeric:tabular-nums}
        .bar{position:fixed;z-index:5;left:50%;bottom:0;transform:translateX(-50%);width:100%;max-width:600px;display:flex;gap:14px;align-items:center;padding:12px 22px calc(12px + env(safe-area-inset-bottom));background:var(--b);border-top:1px solid var(--l)}.bar span{flex:1;font-size:14px;line-height:1.4;color:var(--s)}.bar .button{flex:1.4;padding:14px}.bar.away{visibility:hidden}
        footer{padding:34px 22px 6px;font-size:12px;line-height:1.6;color:var(--s);text-align:center}
        .done{text-align:center;padding-top:96px}.done h1{font-size:23px;line-height:1.5}.done p{margin-top:18px;color:var(--s)}.tick{width:68px;height:68px;border-radius:50%;margin:0 auto 24px;background:var(--a);color:var(--i);font-size:34px;line-height:68px}
        .broken{margin:22px;padding:16px;border:1.5px dashed #d08a1d;border-radius:12px;color:#8a5a0c;font-size:14px}.preview{position:fixed;z-index:9;top:10px;right:10px;padding:4px 10px;border-radius:20px;background:#191f2bcc;color:#fff;font-size:12px}
        a{color:var(--a)}
        @media(min-width:760px){body{padding:40px 0}main{border-radius:22px;overflow:hidden;min-height:0;box-shadow:0 24px 70px rgba(25,31,43,.1)}section{padding-left:40px;padding-right:40px}.hero{padding:0}.hero>div{padding-left:40px;padding-right:40px}section.bare{padding-left:0;padding-right:0}.bar{bottom:18px;border-radius:16px;border:1px solid var(--l);box-shadow:0 14px 40px rgba(25,31,43,.16);max-width:560px}}
        @media(prefers-color-scheme:dark){:root{--t:#eef1f6;--s:#a7b0bf;--b:#151922;--l:#2a303c;--f:#0b0d12;--c:#3b4352;--w:rgba($rgb,.2)}.problem{background:#3b1717;color:#ffb4b4}}
        @media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
        """
}
