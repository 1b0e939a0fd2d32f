// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Aws;

namespace EcsExporter.Server.Tests.Aws;

/// <summary>Compares signatures with those of AWS's test suite and of botocore 1.29.</summary>
public sealed class SigV4SignatureTests
{
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string FormHash = "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e";
    private const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string AmpHost = "aps-workspaces.eu-west-1.amazonaws.com";
    private const string Alphabet = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string ShortToken = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";

    private const string LongToken =
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMc"
        + "GdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZb"
        + "qBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

    private static readonly DateTimeOffset SuiteInstant = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Instant = new(2026, 11, 22, 8, 6, 46, 362, TimeSpan.Zero);

    /// <summary>
    /// Method, path, query, further headers, and the signature: the normalized cases of AWS's signing test suite
    /// (awslabs/aws-c-auth, tests/aws-signing-test-suite/v4). Its case of a header over several lines is left out: RFC 9112, section 5.2, forbids it.
    /// </summary>
    public static TheoryData<string, string, string, string[], string> Suite => new()
    {
        { "GET", "/", "", [], "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "POST", "/", "", [], "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
        {
            "GET", "/", "", ["My-Header1:value2", "My-Header1:value2", "My-Header1:value1"],
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"
        },
        {
            "GET", "/", "", ["My-Header1:value4", "My-Header1:value1", "My-Header1:value3", "My-Header1:value2"],
            "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"
        },
        { "GET", "/", "", ["My-Header1: value1", "My-Header2: \"a   b   c\""], "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736" },
        { "POST", "/", "", ["My-Header1:value1"], "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c" },
        { "POST", "/", "", ["My-Header1:VALUE1"], "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d" },
        { "GET", "/example/..", "", [], "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "GET", "/example1/example2/../..", "", [], "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "GET", "/./", "", [], "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "GET", "//", "", [], "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "GET", "/./example", "", [], "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5" },
        { "GET", "//example//", "", [], "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84" },
        { "GET", "/example space/", "", [], "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741" },
        { "GET", $"/{Alphabet}", "", [], "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f" },
        { "GET", "/ሴ", "", [], "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85" },
        { "GET", "/", "Param1=value1", [], "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb" },
        { "POST", "/", "Param1=value1", [], "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11" },
        { "GET", "/", "Param-3=Value3&Param=Value2&%E1%88%B4=Value1", [], "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac" },
        { "GET", "/", "Param2=value2&Param1=value1", [], "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500" },
        { "GET", "/", $"{Alphabet}={Alphabet}", [], "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197" },
        { "GET", "/", "ሴ=bar", [], "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04" },
        { "GET", "/", "", [$"X-Amz-Security-Token:{ShortToken}"], "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8" },
        { "POST", "/", "", [$"X-Amz-Security-Token:{LongToken}"], "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead" },
        {
            "POST", "/", "", ["Content-Type:application/x-www-form-urlencoded", "Content-Length:13", $"X-Amz-Content-Sha256:{FormHash}"],
            "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"
        },
        {
            "POST", "/", "", ["Content-Type:application/x-www-form-urlencoded; charset=utf-8", "Content-Length:13", $"X-Amz-Content-Sha256:{FormHash}"],
            "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422"
        },
    };

    /// <summary>
    /// Paths and queries as they are sent, and botocore's signature of a POST. Botocore got the queries as pairs of decoded texts, because it does not
    /// encode the query of an address before signing; its serializer has already encoded it.
    /// </summary>
    public static TheoryData<string, string, string> PathsAndQueries => new()
    {
        { "", "", "dd34f13b733dd5d3067e145dc6453610da08dfb1260ca292dfbf827bb9ab0d7d" },
        { "/workspaces/ws-12345678-abcd/api/v1/remote_write", "", "ed8932dccf41ddeef5e68cc03ec55bf59fe3d37a8a2e2139bf9ae09d4a2098f6" },
        { "/a%20b", "", "ae8d15c99826eaafe1741a0be33d3824f4e6ae21a6abc8ef97261293d77dd230" },
        { "/a b", "", "5e7d0104382ae96ac2cc88519bafa3954ba0039f244e8477f3af339c251acdd9" },
        { "/%E1%88%B4", "", "93e77d978f0cabc8415c9c85541453f23c3877f99e7fd77e2fdaf114a8aad6f5" },
        { "/ሴ/é", "", "b6ba8b87cf8873328e22bb1ddff842a789818fb020f88956176859d96aacc84f" },
        { "/a%2Fb", "", "0ca873000eadb70f181c02e427820dccf44b70a18d5b2fbb028189e9f3536154" },
        { "/%", "", "a4e5515988a6612482972f1f806ec250d96815551e859c1cd7620da7d39a7730" },
        { "/%zz", "", "cd63a1ad68df70075d4aeb643549e611ffef57cfb933e3dc7e66c8cce46294b5" },
        { "//a///b//", "", "5d29e60b6ec4baa3e61c8898ee2610db797b841119ac5866dab2bf63bc218100" },
        { "/a/./b/.", "", "a377e7071e869c3c1df71acb6b6f83b841bc420b66edfcddf8439b8801ff42c8" },
        { "/a/../..", "", "dd34f13b733dd5d3067e145dc6453610da08dfb1260ca292dfbf827bb9ab0d7d" },
        { "/a/b/..", "", "a75ced11d8d0dce535200261c0c262839166f2517f17d28f2b5a2995c5e7bf78" },
        { "/../a", "", "a75ced11d8d0dce535200261c0c262839166f2517f17d28f2b5a2995c5e7bf78" },
        { "/a/b/../", "", "1747f9568610d9748c8e21a536267a4dd62ee480ea496e8f8cd2132ff0de94b8" },
        { "/..", "", "dd34f13b733dd5d3067e145dc6453610da08dfb1260ca292dfbf827bb9ab0d7d" },
        { "/.../..a/a..", "", "ea1a58b04a28f892cc150cab7c1df2cf82475ccea5e79c50cd69f1ee7774a266" },
        { "/a+b", "", "e38b6b1d60374d1e27e98e57b506d9a70efbe3bc86d797288cc0a9911d836c0d" },
        { "/~user", "", "e3eec7e8b5dde0974a0731a2dd5e69943da18a553d910958bc289cda77166daa" },
        { "/a*b'(c)!", "", "dbcb4f20a28088eaae9ee4e85b24df37cf744dc40b73790a8035277b79ad848c" },
        { "/$&,;=:@", "", "db1cafb3075c3d59c520b0ebdeba4e6d932df84be261aa36ae619211e04a6153" },
        { "/A%7eb", "", "7f6750b7364b7557efb4a4cbe6204bfe22bb6e295655f016a32a00e9f95fcac5" },
        { "/😀", "", "fac9030a323be58a462eef17d4517dc05eeddae6825aeff00202b8f05e50af2f" },
        { "/.", "", "dd34f13b733dd5d3067e145dc6453610da08dfb1260ca292dfbf827bb9ab0d7d" },
        { "/q", "a=1&a=0&a=", "10221ddf65860613d7a8aec4dfb8dc4d2f19d593c7af6c3d25dc5e1edfa48201" },
        { "/q", "b&a", "44793fee110cc9e044dc1084f9d30fc159d1b959c1201b7b1a7244bac42619a9" },
        { "/q", "a=1&a-b=2&a.b=3&a0=4", "cb86c73d128c678a34bf4e85248aa2542e176389d99d3807600f4b2fe5b3d16a" },
        { "/q", "k=a+b", "74637e457a780896e01f1f9d95501325c9eb4fff27d15dee7a877852edea6fa9" },
        { "/q", "k=a%2Bb", "46ebd1bf0b3ecf54ee1c2b03ae8c19811f0aad27d6420ac739762ecd5b01a199" },
        { "/q", "k=a/b:c@d", "fef9ac393ff2b6714423dd95a629779e9beed3ba4451ca9ae99685772ff003e9" },
        { "/q", "%e1%88%b4=x", "3ed2a7a218cf66b7d9592bcdc900d10b71914416b2d6a2f357197c7d285e0a52" },
        { "/q", "ሴ=é", "843dcc7d2111111e83b18ef261832c87989dd0a655953b5b413e15bfe2ff53e3" },
        { "/q", "k=a=b", "5fb605c35f308ddf39101949d575e4cc569ca9f0c34b2ee616051f41fe06e828" },
        { "/q", "=v&k=%", "deca01cf2bc3e3211c9f87dd28eea5783f052ca9cea9f253339946bb3e41379d" },
        { "/q", "K=%7e&k=~", "9c1af73b716ca37e503d06bf80999e0e59e3320a134742ddb11e7578421b7bc1" },
        { "/q", "a=1&&b=2&", "fcc91bfba1b88643718a32f3f62145f56eb206ca431616a41c20e87cc998b9a2" },
    };

    /// <summary>Additional headers, and botocore's signature of a POST to /h.</summary>
    public static TheoryData<string[], string> Headers => new()
    {
        { ["X-Amz-Target:Service.Operation", "Content-Type:application/x-protobuf"], "7895e14e5d03eea6aed51bc876b207333ab077502ee771faf2d49daa04fcb2d6" },
        { ["My-Header:  a   b\t c  ", "my-header:d", "A:\"x   y\"", "Empty:"], "47347c9902a1689daafdf10175607b3868459e3a41a699bcbe250ce94fbabf9e" },
        { ["Z:1", "a:2", "B-:3", "B:4"], "f486687afabcf4fe5327d8f8636c495d337a81e7d73d082f34ec2cb377ca1cd9" },
    };

    [Theory]
    [MemberData(nameof(Suite))]
    public void Authorization_CaseOfTheTestSuite_HasItsSignature(string method, string path, string query, string[] headers, string signature)
    {
        var payloadHash = headers.Any(header => header.EndsWith(FormHash, StringComparison.Ordinal)) ? FormHash : EmptyHash;
        var request = new SignableRequest(method, path, query, Parse(["Host:example.amazonaws.com", "X-Amz-Date:20150830T123600Z", .. headers]), payloadHash);
        Assert.EndsWith($"Signature={signature}", Sign(request, "us-east-1", "service", SuiteInstant), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(PathsAndQueries))]
    public void Authorization_PathOrQuery_HasBotocoresSignature(string path, string query, string signature) =>
        Assert.EndsWith($"Signature={signature}", SignPost(path, query, []), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Headers))]
    public void Authorization_Headers_HasBotocoresSignature(string[] headers, string signature) =>
        Assert.EndsWith($"Signature={signature}", SignPost("/h", "", headers), StringComparison.Ordinal);

    [Fact]
    public void Authorization_OtherRegionServiceMethodAndBody_HasBotocoresSignature()
    {
        // SHA-256 of "compressed".
        const string Hash = "9da308c2e4bc33afa72df5c088b5fc5673c477f3ef21d6bdaa358393834f9804";
        var request = new SignableRequest("PUT", "/b", "", Parse([$"Host:{AmpHost}", "X-Amz-Date:20261122T080646Z"]), Hash);
        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-gov-west-1/monitoring/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=957a3aefcd8c47dd31d332908990612e66f337f056c77cf853c60143a3f186b4",
            Sign(request, "us-gov-west-1", "monitoring", Instant));
    }

    [Fact]
    public void Timestamp_OtherOffset_IsInUtc() =>
        Assert.Equal("20261122T080646Z", SigV4Signature.Timestamp(Instant.ToOffset(TimeSpan.FromHours(14))));

    private static string SignPost(string path, string query, string[] headers) => Sign(
        new SignableRequest("POST", path, query, Parse([$"Host:{AmpHost}", "X-Amz-Date:20261122T080646Z", .. headers]), EmptyHash),
        "eu-west-1",
        "aps",
        Instant);

    private static string Sign(SignableRequest request, string region, string service, DateTimeOffset instant) =>
        SigV4Signature.Authorization(request, new AwsCredentials("AKIDEXAMPLE", SecretKey, sessionToken: null, expiration: null), region, service, instant);

    private static List<(string Name, string Value)> Parse(string[] headers) =>
        [.. headers.Select(header => header.Split(':', 2)).Select(parts => (parts[0], parts[1]))];
}
