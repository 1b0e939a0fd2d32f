// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;

namespace EcsExporter.Server.Tests.Aws;

/// <summary>Tests that the exporter and botocore, AWS's library, give the same signatures for the same requests.</summary>
public sealed class BotocoreTests
{
    private const int Cases = 1000;

    /// <summary>Signs as <c>SigV4Auth.add_auth</c> does, but with the time of the case.</summary>
    private const string Script =
        """
        import json, sys
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.compat import HTTPHeaders
        from botocore.credentials import Credentials

        for line in sys.stdin.buffer:
            case = json.loads(line)
            request = AWSRequest(
                method=case["method"], url=case["url"], data=case["body"].encode(), params=[tuple(pair) for pair in case["params"]])
            request.headers = HTTPHeaders()
            for name, value in case["headers"]:
                request.headers.add_header(name, value)
            request.context["timestamp"] = case["timestamp"]
            auth = SigV4Auth(Credentials(case["keyId"], case["secret"], case["token"]), case["service"], case["region"])
            auth._modify_request_before_signing(request)
            canonical = auth.canonical_request(request)
            auth._inject_signature_to_request(request, auth.signature(auth.string_to_sign(request, canonical), request))
            print(request.headers["Authorization"])
        """;

    /// <summary>A fixed seed and a random seed.</summary>
    public static TheoryData<int> Seeds => [1, Random.Shared.Next()];

    [RequiresTheory(nameof(Requirements.PythonBotocore))]
    [MemberData(nameof(Seeds))]
    public async Task Authorization_GeneratedRequests_IsBotocores(int seed)
    {
        var random = new Random(seed);
        SigningCase[] cases = [.. Enumerable.Range(0, Cases).Select(_ => new SigningCase(random))];
        var expected = await SignAsync(cases);
        Assert.Equal(cases.Length, expected.Length);
        for (var i = 0; i < cases.Length; i++)
        {
            Assert.True(expected[i] == cases[i].Sign(), $"seed {seed}, case {i}: {cases[i].ToJson()}\nexpected {expected[i]}\ngot      {cases[i].Sign()}");
        }
    }

    private static async Task<string[]> SignAsync(IEnumerable<SigningCase> cases)
    {
        using var python = Process.Start(new ProcessStartInfo(Requirements.PythonBotocore.Value, ["-c", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        })!;
        var output = python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.StandardInput.WriteAsync(string.Concat(cases.Select(@case => $"{@case.ToJson()}\n")));
        python.StandardInput.Close();
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(python.ExitCode == 0, await errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
