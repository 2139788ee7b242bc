/// The style sheet of landing pages: phone first, readable on a desktop, dark where the visitor's system is.
enum PageStyle {
    static let css = """
        :root{--a:$accent;--t:#1c2330;--s:#5b6472;--b:#fff;--l:#e6e9ef;--f:#f6f7f9}
        *{box-sizing:border-box}html{scroll-behavior:smooth}
        body{margin:0;background:var(--f);color:var(--t);font:16px/1.65 -apple-system,BlinkMacSystemFont,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif}
        main{max-width:560px;margin:0 auto;background:var(--b);min-height:100vh;padding-bottom:32px}
        section{padding:20px 20px 4px}section.bare{padding:0}img{display:block;width:100%;height:auto}
        h1{font-size:28px;line-height:1.3;margin:0 0 10px;text-wrap:balance}h2{font-size:20px;line-height:1.4;margin:8px 0}p{margin:0 0 12px;color:var(--s)}
        .hero{padding:0 0 8px}.hero>div{padding:44px 20px 20px;background:linear-gradient(160deg,color-mix(in srgb,var(--a) 14%,var(--b)),var(--b))}
        .hero.pictured>div{padding-top:22px;background:none}
        .button{display:block;width:100%;border:0;border-radius:10px;background:var(--a);color:#fff;font:600 17px/1 inherit;font-family:inherit;padding:16px;text-align:center;text-decoration:none;cursor:pointer}
        .button.line{background:none;color:var(--a);box-shadow:inset 0 0 0 1.5px var(--a)}.button:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible{outline:3px solid color-mix(in srgb,var(--a) 45%,transparent);outline-offset:2px}
        .form form{display:grid;gap:14px;padding-bottom:12px}.form label{display:grid;gap:5px}.form label span{font-size:14px;color:var(--s)}
        input,select{width:100%;font:inherit;color:inherit;background:var(--b);border:1px solid #c8cdd6;border-radius:10px;padding:13px 14px;min-height:50px}
        .consent{grid-template-columns:22px 1fr;align-items:start}.consent input{width:20px;min-height:20px;height:20px;margin:2px 0 0;padding:0;accent-color:var(--a)}.consent span{font-size:13px!important;line-height:1.5}
        .hp{position:absolute!important;left:-9999px;height:1px;overflow:hidden}
        .problem{background:#fdecec;color:#a11;border-radius:8px;padding:10px 12px}
        details{border-top:1px solid var(--l);padding:14px 0}summary{font-weight:600;cursor:pointer}details p{margin:8px 0 0}
        .done{text-align:center;padding-top:88px}.done h1{font-size:22px}.tick{width:64px;height:64px;border-radius:50%;margin:0 auto 20px;background:var(--a);color:#fff;font-size:34px;line-height:64px}
        a{color:var(--a)}
        @media(min-width:760px){body{padding:32px 0}main{border-radius:16px;overflow:hidden;min-height:0;box-shadow:0 1px 0 var(--l),0 12px 40px rgba(20,30,60,.08)}}
        @media(prefers-color-scheme:dark){:root{--t:#eef1f6;--s:#aab3c2;--b:#151a23;--l:#2a3140;--f:#0c0f15}input,select{border-color:#3a4356}.problem{background:#3b1717;color:#ffb4b4}}
        @media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
        """
}
