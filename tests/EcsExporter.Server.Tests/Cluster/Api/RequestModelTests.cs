// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using EcsExporter.Simulator.Region.Model;

namespace EcsExporter.Server.Tests.Cluster.Api;

/// <summary>Tests that each request of the exporter conforms to AWS's own model of its APIs.</summary>
public sealed class RequestModelTests
{
    /// <summary>Validates bodies for ECS, and compares forms for EC2 with those that botocore builds from the same parameters.</summary>
    private const string Script =
        """
        import json, sys, urllib.parse
        import botocore.session
        from botocore.serialize import create_serializer
        from botocore.validate import ParamValidator

        session = botocore.session.get_session()
        ecs, ec2 = session.get_service_model("ecs"), session.get_service_model("ec2")
        for line in sys.stdin.buffer:
            request = json.loads(line)
            if request["action"] == "DescribeInstances":
                form = dict(urllib.parse.parse_qsl(request["body"], strict_parsing=True))
                values = [value for name, value in form.items() if name.startswith("Filter.1.Value.")]
                parameters = {"Filters": [{"Name": form["Filter.1.Name"], "Values": values}], "MaxResults": int(form["MaxResults"])}
                operation = ec2.operation_model("DescribeInstances")
                expected = create_serializer("ec2").serialize_to_request(parameters, operation)["body"]
                assert {name: str(value) for name, value in expected.items()} == form, (expected, form)
            else:
                operation, parameters = ecs.operation_model(request["action"]), json.loads(request["body"])
            report = ParamValidator().validate(parameters, operation.input_shape)
            unknown = set(parameters) - set(operation.input_shape.members)
            assert not report.has_errors() and not unknown, (request, report.generate_report(), unknown)
            print(request["action"])
        """;

    [RequiresFact(nameof(Requirements.PythonBotocore))]
    public async Task Refresh_EveryRequest_IsValidByBotocoresModel()
    {
        await using var rig = await RegionRig.StartAsync(static region =>
        {
            var cluster = region.AddCluster("prod");
            cluster.AddInstances(2);
            for (var i = 0; i < 110; i++)
            {
                _ = cluster.AddService(new ServiceDeclaration($"web-{i}", new("web", 7)));
            }

            _ = cluster.AddService(new ServiceDeclaration("box", new("box", 1) { NetworkMode = NetworkMode.Bridge }) { LaunchType = LaunchType.Ec2 });
        });
        await rig.RefreshAsync();
        rig.Region.Change(static region => region.Cluster("prod").StopTask(region.Cluster("prod").Tasks.First()));
        await rig.RefreshAsync(TimeSpan.FromMinutes(1));

        var requests = rig.Region.Requests;
        var checkedActions = await ValidateAsync(requests.Select(static request => (request.Action, request.Body)));
        Assert.Equal(requests.Select(static request => request.Action), checkedActions);
        Assert.Equal(
            [
                "DescribeClusters", "DescribeContainerInstances", "DescribeInstances", "DescribeServices", "DescribeTaskDefinition", "DescribeTasks",
                "ListClusters", "ListContainerInstances", "ListServices", "ListTasks",
            ],
            checkedActions.Distinct().Order(StringComparer.Ordinal));
    }

    private static async Task<string[]> ValidateAsync(IEnumerable<(string Action, string Body)> requests)
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
        foreach (var (action, body) in requests)
        {
            await python.StandardInput.WriteLineAsync(
                JsonSerializer.Serialize(new Dictionary<string, string> { ["action"] = action, ["body"] = body }));
        }

        python.StandardInput.Close();
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(python.ExitCode == 0, await errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
