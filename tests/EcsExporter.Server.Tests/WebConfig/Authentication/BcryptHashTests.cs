// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.WebConfig.Authentication;

namespace EcsExporter.Server.Tests.WebConfig.Authentication;

public sealed class BcryptHashTests
{
    private const string Long = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    // Passwords are Latin-1 here, one character for each byte. The first group of vectors is from crypt_blowfish 1.3 (Solar Designer, public
    // domain), the second from pyca/bcrypt; the third was computed with libxcrypt 4.4.
    public static TheoryData<string, string> Vectors => new()
    {
        { "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U" },
        { "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*" },
        { "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U" },
        { "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy", "" },
        { "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui", Long + "chars after 72 are ignored" },
        { "$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e", "\u00ff\u00ff\u00a3" },
        { "$2b$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e", "\u00ff\u00ff\u00a3" },
        { "$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq", "\u00a3" },
        { "$2a$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq", "\u00a3" },
        { "$2a$05$/OK.fbVrR/bpIqNJ5ianF.swQOIzjOiJ9GHEPuhEkvqrUyvWhEMx6", new string('\u00aa', 72) + "chars after 72 are ignored as usual" },
        { "$2b$04$JfoNrR8.doieoI8..F.C1OQgwE3uTeuardy6lw0AjALUzOARoyf2m", "GtTkR6qn2QOZW" },
        { "$2b$04$HP3I0PUs7KBEzMBNFw7o3O7f/uxaZU7aaDot1quHMgB2yrwBXsgyy", "zKo8vdFSnjX0f" },
        { "$2b$04$xnFVhJsTzsFBTeP3PpgbMeMREb6rdKV9faW54Sx.yg9plf4jY8qT6", "I9VfYlacJiwiK" },
        { "$2b$04$WQp9.igoLqVr6Qk70mz6xuRxE0RttVXXdukpR9N54x17ecad34ZF6", "VFPO7YXnHQbQO" },
        { "$2b$04$xgZtlonpAHSU/njOCdKztOPuPFzCNVpB4LGicO4/OGgHv.uKHkwsS", "VDx5BdxfxstYk" },
        { "$2b$04$2Siw3Nv3Q/gTOIPetAyPr.GNj3aO0lb1E5E9UumYGKjP9BYqlNWJe", "dEe6XfVGrrfSH" },
        { "$2b$04$7/Qj7Kd8BcSahPO4khB8me4ssDJCW3r4OGYqPF87jxtrSyPj5cS5m", "cTT0EAFdwJiLn" },
        { "$2b$04$VvlCUKbTMjaxaYJ.k5juoecpG/7IzcH1AkmqKi.lIZMVIOLClWAk.", "J8eHUDuxBB520" },
        { "$2y$06$N9qo8uLOickgx2ZMRZoMyegEfyDB0UGGyhbPleskw1wG7GT2krZFu", "p\u00c3\u00a4ssw\u00c3\u00b6rd" },
        { "$2y$06$N9qo8uLOickgx2ZMRZoMyeNQOo9AZ5nnTr//T0zR25tvWo35yBHKG", Long[..71] },
        { "$2y$06$N9qo8uLOickgx2ZMRZoMyeOqgd7IpLbhjVD9rEadTuTUltVbG6zYK", Long },
        { "$2y$06$N9qo8uLOickgx2ZMRZoMyePEu756t8VUoNwEKQhy7OI.TT.Fz5H5i", "correct horse battery staple" },
        { "$2y$06$N9qo8uLOickgx2ZMRZoMyeWNxvheA2HiZ51LdEYIggt4PGo8SHh2O", "a" },
    };

    public static TheoryData<string, string> Malformed => new()
    {
        { "", "it is empty" },
        { "doe", "the value is not a bcrypt hash: use a bcrypt hash" },
        { "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe", "the value is not a bcrypt hash: a part is missing" },
        { "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeWW", "the value is not a bcrypt hash: a part is missing, or there is more" },
        { "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "2a, 2b or 2y" },
        { "$3a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "must begin like" },
        { "2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeWW", "must begin like" },
        { "alice:$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "use only the part after the colon" },
        { "{SHA}nU4eI71bcnBGqeO0t9tXvY1u5oQ=", "htpasswd -nB USER" },
        { "$2a$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "cost" },
        { "$2a$32$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "cost" },
        { "$2a$+5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "cost" },
        { "$2a$05$CCCCCCCCCCCCCCCCCCCC!.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "letters, digits" },
        { "$2a$05$CCCCCCCCCCCCCCCCCCCC\u00e9.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "letters, digits" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Verify_PublishedVector_IsRight(string hash, string password) => Assert.True(Verify(hash, password));

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Verify_AnotherPassword_IsWrong(string hash, string password)
    {
        Assert.False(Verify(hash, "x" + password));
        Assert.False(Verify(hash, password.Length == 0 ? "x" : "\0" + password[1..]));
    }

    [Fact]
    public void Verify_OtherThanTheFirst72Bytes_DoesNotMatter()
    {
        const string Hash = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";

        Assert.True(Verify(Hash, Long));
        Assert.True(Verify(Hash, Long + "?"));
        Assert.False(Verify(Hash, Long[..71]));
        Assert.False(Verify(Hash, Long[..71] + "?"));
    }

    [Theory]
    [InlineData("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    public void Verify_AnyVariant_IsTheSameFunction(string hash) => Assert.True(Verify(hash, "U*U"));

    [Theory]
    [InlineData(4)]
    [InlineData(31)]
    public void Parse_AnyCost_IsAccepted(int cost) =>
        Assert.Equal(cost, BcryptHash.Parse($"$2y${cost:00}$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW").Cost);

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Parse_Malformed_SaysWhyAndDoesNotQuoteIt(string text, string message)
    {
        var error = Assert.Throws<FormatException>(() => BcryptHash.Parse(text));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.True(text.Length < 8 || !error.Message.Contains(text[7..], StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_AskedToStop_EndsWithoutAnAnswer()
    {
        // Checking a hash of cost 31 would take days.
        var hash = BcryptHash.Parse(FileCases.Alice.Replace("$04$", "$31$", StringComparison.Ordinal));
        var rounds = 0;

        Assert.Null(hash.Verify("alice123"u8, () => ++rounds == 3));
        Assert.Equal(3, rounds);
    }

    private static bool Verify(string hash, string password) => BcryptHash.Parse(hash).Verify(Encoding.Latin1.GetBytes(password), static () => false)!.Value;
}
