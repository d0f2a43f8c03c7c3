// Vectors that Baidu's documentation publishes (keygen_v2, sign_v2, log_userdata), a notify that
// was really received, and vectors computed with the published keys.
#pragma once

#include <string_view>

namespace swan::published {

// The sample key pair of keygen_v2, in the three forms of that page.
inline constexpr std::string_view kDocumentationKeyPkcs1 =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIICXQIBAAKBgQCzrQWntOKChNlF9B1l+21rHjALLhUlLgXtvsGFNL3X5KdxUM8P\n"
    "IrXog0tNXiuW8XPoP3o25y/gKNWyUfzyRD/0Eu4NvHH4IzMAte9adj2prq3niDho\n"
    "CNKf9KsyHYTxvsu3Sw66ejQqKobT74SSZ9EHm1UF7n64muso9ofd+RPFIQIDAQAB\n"
    "AoGBAJ30+ya/p+5Uemq8PGgejMgCBvydK6u+9SlYbOr9PfShqO6+uvm0azWYz0ea\n"
    "BToy1NIVlAzWW8l2PMACwhv+EjW4oHe++6UIvAPrWVBnPlPlpaTx+Z/QVdm0GWjm\n"
    "2Jnd1CToB2jeLDfGm9w387BvpVCVeLz9wdvNIRnmOaAoD21BAkEA19DHseFLeT4z\n"
    "hNlYXg4Vz9tUhXFm7RL6fTXbUFI8WYpUK7PyCYTirjAuU8jbh5rCpf8MOolH8C5Z\n"
    "9sthM5FWyQJBANUhlPlpjR6LH7lkQ7Oatqp4JpZioaPdo2xGK0vTOT5k9hnpAjRr\n"
    "hPNRZ5ORIM+qkkblOHHFr4RtjbU2DLIIL5kCQAjk/OXy4BZuHtdx0beGoxV+95vM\n"
    "Ua6hops4dgJ4cS5Lii6G6wnDZUhCihY/5/RNx4np2gorkEBw2JpYRXhHnCkCQHsv\n"
    "cMKDflwz/z8RM4xAlOmMjokHMvPaa9Vt7SJjUEe+5Ptu0KZpqqtT1rDVBgjhRrCR\n"
    "VgF0SBEbnPcq6UWRM6kCQQCuPWrK7tZ5fWVzYHlqxWVppAyHfIr02RBDhkHw3rpN\n"
    "yOcDC2DOMNnqMtAEO0MB+lnE2LVKEx2psXhsCWe66IGv\n"
    "-----END RSA PRIVATE KEY-----\n";

inline constexpr std::string_view kDocumentationKeyPkcs8 =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBALOtBae04oKE2UX0\n"
    "HWX7bWseMAsuFSUuBe2+wYU0vdfkp3FQzw8iteiDS01eK5bxc+g/ejbnL+Ao1bJR\n"
    "/PJEP/QS7g28cfgjMwC171p2PamureeIOGgI0p/0qzIdhPG+y7dLDrp6NCoqhtPv\n"
    "hJJn0QebVQXufria6yj2h935E8UhAgMBAAECgYEAnfT7Jr+n7lR6arw8aB6MyAIG\n"
    "/J0rq771KVhs6v099KGo7r66+bRrNZjPR5oFOjLU0hWUDNZbyXY8wALCG/4SNbig\n"
    "d777pQi8A+tZUGc+U+WlpPH5n9BV2bQZaObYmd3UJOgHaN4sN8ab3DfzsG+lUJV4\n"
    "vP3B280hGeY5oCgPbUECQQDX0Mex4Ut5PjOE2VheDhXP21SFcWbtEvp9NdtQUjxZ\n"
    "ilQrs/IJhOKuMC5TyNuHmsKl/ww6iUfwLln2y2EzkVbJAkEA1SGU+WmNHosfuWRD\n"
    "s5q2qngmlmKho92jbEYrS9M5PmT2GekCNGuE81Fnk5Egz6qSRuU4ccWvhG2NtTYM\n"
    "sggvmQJACOT85fLgFm4e13HRt4ajFX73m8xRrqGimzh2AnhxLkuKLobrCcNlSEKK\n"
    "Fj/n9E3HienaCiuQQHDYmlhFeEecKQJAey9wwoN+XDP/PxEzjECU6YyOiQcy89pr\n"
    "1W3tImNQR77k+27Qpmmqq1PWsNUGCOFGsJFWAXRIERuc9yrpRZEzqQJBAK49asru\n"
    "1nl9ZXNgeWrFZWmkDId8ivTZEEOGQfDeuk3I5wMLYM4w2eoy0AQ7QwH6WcTYtUoT\n"
    "HamxeGwJZ7roga8=\n"
    "-----END PRIVATE KEY-----\n";

inline constexpr std::string_view kDocumentationPublicKey =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCzrQWntOKChNlF9B1l+21rHjAL\n"
    "LhUlLgXtvsGFNL3X5KdxUM8PIrXog0tNXiuW8XPoP3o25y/gKNWyUfzyRD/0Eu4N\n"
    "vHH4IzMAte9adj2prq3niDhoCNKf9KsyHYTxvsu3Sw66ejQqKobT74SSZ9EHm1UF\n"
    "7n64muso9ofd+RPFIQIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

// The platform key that signed kNotify2019, as the platform shows it.
inline constexpr std::string_view kNotifyPlatformKey =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQChR8G0uWA9ah9COpBtlSY8A8M0A+gARY9YHaQXTCds9Dv+VH"
    "fsZLDx2KjxJh4eAJ6SzZajRzgrcEREKZDoTuGjm/kzTarMQ6f3YvakCJKrE4FjwNbOogBxxDJDQF3iL7Xclkv5"
    "OHuyIdPEAIYVCj3tTx4oLI9lUMq9Ocn8SBUJDwIDAQAB";

// A payment notify received in 2019: its canonical string and signature.
inline constexpr std::string_view kNotify2019 =
    "count=1&dealId=352745305&giftCardMoney=0&hbBalanceMoney=0&hbMoney=0&orderId=8134149472"
    "9172&partnerId=6000001&payMoney=1&payTime=1572227042&payType=1117&promoDetail=&promoMo"
    "ney=0&returnData=&status=2&totalMoney=1&tpOrderId=157222702731789&unitPrice=1&userId=3"
    "391629990";

inline constexpr std::string_view kNotify2019Signature =
    "m1KdXpm266xb/E0jFPXSnkHZbooLUNcuCBibcV/ImWo9qFSIwmGc5GccbRz3G7AsW1vgHHhalIwM3dAAi4YNDq"
    "UMDFgo/kSxQgw6gyzgaKVllNnAlLXQvafVt051OnJogGYZ/uMtbvkjOgUswTaWO46N6244gRNgYnyMIo9QWls=";

// Canonical strings and their signatures under the documentation key.
struct signed_string {
    std::string_view canonical;
    std::string_view signature;
};
inline constexpr signed_string kSignedStrings[] = {
    {"appKey=MMMabc&dealId=470193086&totalAmount=11300&tpOrderId=3028903626",
     "WiHBuQy0CEE36YKiDVmZN3QcszoAjcDBCD3G5w7WMVakk6vXxin+fi+pwlgBAFMS7DVQzNljDAr0MJWV/ZeaMY"
     "s0B538bDgJIR87psCmWMxwy15LWesFZCxAqKDlCnr7b5Y4OuopN2jJwMtgG3ehMbM3jRxq6kNfVSmyPoZaUvs="},
    {"appKey=MMMabc&dealId=470193086&tpOrderId=3028903626",
     "dxtfS2qxSDB0ESZdz9Cpdv+Nqn8oiQNst2GRTD83RQciyVr2xLDh74JtTjN4GbjHUudO+CmsxA95AyF0v4WsOD"
     "I1NBSqDUwciWOvZUCvNII/ZDrCN/HwKyzh78rxya69n3OZ3IdXpYgZlTJb0PH/kzIyJ+CFRXRa+H5NbqpaSJ4="},
    {"appId=10026&appKey=MMM4oc&orderId=1920891312&siteId=3747777038",
     "WOTCz77DMbYLRJTeyi9I9QmUSVL0DukUn0Mo3ZoX3dc56bXKq54V+vW7wOkaa61CtSjV8gJwt+WEZY/4uSfZGJ"
     "/vHR84XEVJV6iXftvJPlDgPeBGnObMMqOpbiCkNKBn8gwrptmAF5by2Rq9ucqub9IBzUejF30w2g5VWCp7uFQ="},
    {"appKey=MMMabc&method=nuomi.cashier.applyorderrefund&orderId=2645985458&refundReason=退"
     "款demo&refundType=1&tpOrderId=18607895241&userId=3269234686470",
     "kTrqHpTCvI493uiW3mbaC6+eEKITgHsI8yMmZmQ7XuF2lzwULEVbdLiy3bunmL8z9CiQm/vF0USIgcg2qNPxU3"
     "vqlyMwOBRzsEk9jIjMo67/wOnMKDnCkjkLXwZZq943EiQAKnDYhs/xjQa+AVLow59EZcm5t/Mffi9lZYtPv9g="},
    {"appKey=MMMabc&applyRefundMoney=1&bizRefundBatchId=R20200101000001&orderId=2645985458&r"
     "efundReason=退款demo&refundType=1&tpOrderId=18607895241&userId=3269234686470",
     "QN0t9WgDLxrjZsTmdvp2ESIFB8AX9M4QYaWrSrj7hoMXj5Qs5KP+Y8xcY1ajU0DcgpPDJQZl2ChxWH338vo7rH"
     "x05YYriNRRIfQYVzR9OtcJ/KcFhR2jg5vCr5Mk93WSAGOZEE6Gd0GJAA3f8DZRb4aQi4g76kjTlz8AWFSARjg="},
    {"applyRefundMoney=100&orderId=800020199&refundBatchId=100003588&tpOrderId=33330020199&u"
     "serId=149235070",
     "Q2GFeOJAzvCalIdNa7YlSBCj/eC1UEZsJVI+dnUSNx9XNpCJp/hyw0zRSQu5Zsz2IN5o7cbxV0fm5P1KUcU+xn"
     "u1CQ4FM3QAS3RgSLGfk9/+r5DSFLfBiwJx8ppiVvcEQDCPAtKQjaBmWzAT5YvHIuR29WZxozTwXE1t1rWzD7A="},
    {"orderId=800020199&refundBatchId=100058888&refundStatus=1&tpOrderId=33330020199&userId="
     "149235070",
     "NdiF4SRmXNwwJrOBapkAar7zcN4wfu6xikFJ/xsCDY6zgl3+sD1fnPlLLY1kg1bLjMBIlYfxCpt/Wg1gb0x9Dy"
     "PXGTmVf4X/Q/pPxxkc169U0WUQq7MwDWeKgeNvc64PZhY3vOj+9oPWqvJ0a32Ll8MpRFQYQBzC1lww2h7ujLo="},
    {"count=1&dealId=470193086&giftCardMoney=0&hbBalanceMoney=0&hbMoney=0&orderId=8124524518"
     "4095&partnerId=6000001&payMoney=1&payTime=1569117532&payType=1087&promoDetail=&promoMo"
     "ney=0&returnData={\"bizKey1\":\"第三方的字段1取值\",\"bizKey2\":\"a+b=c&d\"}&s"
     "tatus=2&totalMoney=1&tpOrderId=201909220958408776&unitPrice=1&userId=1443238249",
     "XgBBuUI3DXhTjWO+Tte5e5XDjeptamHapdJV8AwGcRbMXJ3w7e35MYKqGgJ4EijRO3Iwu95glPpdTm1HLB0pYS"
     "e5YhsVO3gEpgP6TCgKD/aXo28r7HerIwFB5FRtyYhxHZG4pngATwra4Gx78VBNTXNmANTaM9LEs56zVbeyC8c="},
};

// The last of them as the body of a notify, in the order that Baidu sends.
inline constexpr std::string_view kNotifyBody =
    "unitPrice=1&orderId=81245245184095&payTime=1569117532&dealId=470193086&tpOrderId=20190"
    "9220958408776&count=1&totalMoney=1&hbBalanceMoney=0&userId=1443238249&promoMoney=0&pro"
    "moDetail=&hbMoney=0&giftCardMoney=0&payMoney=1&payType=1087&returnData=%7B%22bizKey1%2"
    "2%3A%22%E7%AC%AC%E4%B8%89%E6%96%B9%E7%9A%84%E5%AD%97%E6%AE%B51%E5%8F%96%E5%80%BC%22%2C"
    "%22bizKey2%22%3A%22a%2Bb%3Dc%26d%22%7D&partnerId=6000001&rsaSign=XgBBuUI3DXhTjWO%2BTte"
    "5e5XDjeptamHapdJV8AwGcRbMXJ3w7e35MYKqGgJ4EijRO3Iwu95glPpdTm1HLB0pYSe5YhsVO3gEpgP6TCgKD"
    "%2FaXo28r7HerIwFB5FRtyYhxHZG4pngATwra4Gx78VBNTXNmANTaM9LEs56zVbeyC8c%3D&status=2";

// The sample of log_userdata.
inline constexpr std::string_view kSampleAppKey = "y2dTfnWfkx2OXttMEMWlGHoB1KzMogm7";

inline constexpr std::string_view kSampleSessionKey = "1df09d0a1677dd72b8325aec59576e0c";

inline constexpr std::string_view kSampleIv = "1df09d0a1677dd72b8325Q==";

inline constexpr std::string_view kSampleCiphertext =
    "OpCoJgs7RrVgaMNDixIvaCIyV2SFDBNLivgkVqtzq2GC10egsn+PKmQ/+5q+chT8xzldLUog2haTItyIkKyvzv"
    "mXonBQLIMeq54axAu9c3KG8IhpFD6+ymHocmx07ZKi7eED3t0KyIxJgRNSDkFk5RV1ZP2mSWa7ZgCXXcAbP0Rs"
    "iUcvhcJfrSwlpsm0E1YJzKpYy429xrEEGvK+gfL+Cw==";

inline constexpr std::string_view kSampleContent =
    "{\"openid\":\"open_id\",\"nickname\":\"baidu_user\",\"headimgurl\":\"url of image\",\""
    "sex\":1}";

// Further contents under the sample's keys, with this filler.
inline constexpr std::string_view kDerivedFiller = "0123456789abcdef";

// phone, block 32, pad 20
inline constexpr std::string_view kPhoneBlock32 =
    "IQvkeNUcT6gF0Sj4So1S4zO7TpsV+Yc6YFYiqbx/ry5jZ+tgt9kHeBY37Xu7pUjISKC36CCOSK8RuXRL61HHBW"
    "2xpws3XH17wteWAyl09CQGuDRVOTTR6jYiGzwpYUdm";

// phone, block 16, pad 4 (must also be accepted)
inline constexpr std::string_view kPhoneBlock16 =
    "IQvkeNUcT6gF0Sj4So1S4zO7TpsV+Yc6YFYiqbx/ry5jZ+tgt9kHeBY37Xu7pUjISKC36CCOSK8RuXRL61HHBV"
    "hIG54I+8aTAzAgiYdcYQo=";

// full pad block (pad = 32)
inline constexpr std::string_view kFullPadding =
    "IQvkeNUcT6gF0Sj4So1S4+iWoH7S7jmZ7MS+Zv0SQZr6cT1F4iOfMfAx/kzZXlHIa6iYttSet56CHYRbuOKhGp"
    "DDze4px8NbBT7E45mtUl8C1tW3R6XzfXS5V97GxEdvcIRRrqzqdOPHx7bTk2Q0SNWnQ6nqsxUUIK1kQBzkZWQ=";

// content > 255 bytes (344), pad 20
inline constexpr std::string_view kLongContent =
    "IQvkeNUcT6gF0Sj4So1S41//9DjmjUitdJrYHdlyp8DZJ4dIbDNO6erxu1j+xT4zA6talA0rWIlkMM6qRE0AlM"
    "Z5NMxSyqXFsbpS0a5ut44em7YUVwFYH2bTcLUhH/QmCADpx914+wCs7SWMcD9eu0t2FwMttvdzW+juAbl2ydPj"
    "el6wp18ofoX5fcrZjoqWnVCvzBNF+iv3U0xNKHz6tmjgXKH5teon6er/kWxOiAnj4w8PQ+jYRwa+uZKLwdOs/y"
    "pF2OYukuVA4Tjf3BIlvdcdv+KbGKxzq/9RFGVaJVnBDFY+zN6ztL+aD+9jqhMURZmgo2wB4exWyyFMlPnHujWH"
    "n0RW2O4NuiG4surXR/yaKWpm0SuuE3Is2rtQiLLgiJeieNYAVNf5trEMwvqISLyABqfQx89aygKIfTE5JBvVUc"
    "2VkgCQU9WOa2QEDrxWqLfp3sv4a+reJSnaJZVh0IXIEUmfrxSToSBdg3B598xgV3RCaitssPSwSI6VBzBJhAe1"
    "vWNInpH8j6fPWaVqk5RQnAhgh8Sgvz7uAy76BrA=";

}  // namespace swan::published
