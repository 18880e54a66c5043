"""Mail domains that thousands of strangers share: whoever writes from there is no colleague."""

# Providers of mailboxes for everybody, where the country profiles are, and worldwide.
SHARED_DOMAINS = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com"),
        *("yahoo.com", "icloud.com", "me.com", "mac.com", "aol.com", "zoho.com", "yandex.com"),
        *("proton.me", "protonmail.com", "pm.me", "tutanota.com", "tuta.io", "fastmail.com"),
        *("gmx.de", "gmx.net", "gmx.com", "gmx.at", "gmx.ch", "web.de", "mail.de", "posteo.de"),
        *("t-online.de", "freenet.de", "arcor.de", "vodafone.de", "1und1.de", "online.de"),
        *("mailbox.org", "outlook.de", "hotmail.de", "live.de", "yahoo.de", "aol.de", "tuta.de"),
        *("ziggo.nl", "kpnmail.nl", "kpnplanet.nl", "planet.nl", "hetnet.nl", "xs4all.nl"),
        *("home.nl", "casema.nl", "chello.nl", "upcmail.nl", "quicknet.nl", "zonnet.nl"),
        *("tele2.nl", "solcon.nl", "hotmail.nl", "live.nl", "outlook.nl", "freedom.nl"),
        *("telenet.be", "skynet.be", "proximus.be", "btinternet.com", "sky.com", "virginmedia.com"),
        *("talktalk.net", "ntlworld.com", "blueyonder.co.uk", "yahoo.co.uk", "hotmail.co.uk"),
        *("live.co.uk", "googlemail.co.uk", "bluewin.ch", "hispeed.ch", "aon.at", "chello.at"),
    }
)
