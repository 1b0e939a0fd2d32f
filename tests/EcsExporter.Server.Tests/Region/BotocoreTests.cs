// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json.Nodes;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Scenarios;

namespace EcsExporter.Server.Tests.Region;

/// <summary>
/// Tests that answers contain only fields of AWS's own model, with their types. Debian's model is from January 2023, so newer values of enumerations
/// are allowed.
/// </summary>
public sealed class BotocoreTests
{
    // Reads lines "service action {answer}". Prints each member that the model lacks or that has another type, and the answer that its parser gives.
    private const string Checker = """
        import json, sys
        import xml.etree.ElementTree
        import botocore.parsers, botocore.session

        def check_json(value, shape, path):
            kinds = {"structure": dict, "map": dict, "list": list, "string": str, "boolean": bool, "integer": int, "long": int,
                     "double": (int, float), "timestamp": (int, float)}
            if not isinstance(value, kinds[shape.type_name]) or isinstance(value, bool) != (shape.type_name == "boolean"):
                print(f"{path}: {json.dumps(value)} is no {shape.type_name}")
            elif shape.type_name == "structure":
                for name, item in value.items():
                    if name in shape.members:
                        check_json(item, shape.members[name], f"{path}.{name}")
                    else:
                        print(f"{path}.{name}: unknown")
            elif shape.type_name == "list":
                for item in value:
                    check_json(item, shape.member, f"{path}[]")
            elif shape.type_name == "map":
                for item in value.values():
                    check_json(item, shape.value, f"{path}{{}}")

        def check_xml(element, shape, path):
            names = {member.serialization.get("name", name): member for name, member in getattr(shape, "members", {}).items()}
            for child in element:
                name = child.tag.split("}")[1]
                if shape.type_name == "list":
                    check_xml(child, shape.member, f"{path}[]") if name == "item" else print(f"{path}.{name}: unknown")
                elif name in names:
                    check_xml(child, names[name], f"{path}.{name}")
                elif path != "DescribeInstances" or name != "requestId":
                    print(f"{path}.{name}: unknown")

        session = botocore.session.get_session()
        for line in sys.stdin:
            service, action, answer = line.split(" ", 2)
            model = session.get_service_model(service)
            shape = model.operation_model(action).output_shape
            body = json.loads(answer)
            parser = botocore.parsers.create_parser(model.metadata["protocol"])
            parsed = parser.parse({"status_code": 200, "headers": {}, "body": body.encode()}, shape)
            check_json(json.loads(body), shape, action) if service == "ecs" else check_xml(xml.etree.ElementTree.fromstring(body.encode()), shape, action)
            items = [value for name, value in parsed.items() if name not in ("failures", "nextToken", "tags", "ResponseMetadata")]
            print("parsed", action, len(items[0]) if isinstance(items[0], list) else 1)
        """;

    [RequiresFact(nameof(Requirements.PythonBotocore))]
    public async Task Answers_OfEveryAction_FitTheModelOfAws()
    {
        await using var region = await SimulatedRegion.StartAsync(
            new SimulatedRegionOptions { Scenario = RegionScenario.Demo, Throttle = false }, TestContext.Current.CancellationToken);
        using RegionClient client = new(region);
        List<string> lines = [];
        await AddAsync("ListClusters", []);
        await AddAsync("DescribeClusters", new() { ["clusters"] = new JsonArray("shop", "platform", "missing"), ["include"] = new JsonArray("TAGS") });
        var families = new HashSet<string>();
        foreach (var cluster in new[] { "shop", "platform" })
        {
            var services = await AddListAsync(cluster, "ListServices", "serviceArns");
            await AddDescriptionAsync(cluster, "DescribeServices", "services", services.Take(10));
            var tasks = await AddListAsync(cluster, "ListTasks", "taskArns");
            var stopped = await client.ListAsync("ListTasks", "taskArns", new() { ["cluster"] = cluster, ["desiredStatus"] = "STOPPED" });
            await AddDescriptionAsync(cluster, "DescribeTasks", "tasks", tasks.Concat(stopped).Append("missing").Take(100));
            var instances = await AddListAsync(cluster, "ListContainerInstances", "containerInstanceArns");
            await AddDescriptionAsync(cluster, "DescribeContainerInstances", "containerInstances", instances.Append("missing"));
            families.UnionWith(services.Select(static service => service.Split('/')[^1]));
        }

        foreach (var family in families)
        {
            await AddAsync("DescribeTaskDefinition", new() { ["taskDefinition"] = family, ["include"] = new JsonArray("TAGS") });
        }

        lines.Add($"ec2 DescribeInstances {JsonValue.Create((await client.DescribeInstancesAsync()).Body).ToJsonString()}");

        var output = await CheckAsync(lines);

        Assert.Equal(lines.Count, output.Count(static line => line.StartsWith("parsed ", StringComparison.Ordinal)));
        Assert.DoesNotContain(output, static line => !line.StartsWith("parsed ", StringComparison.Ordinal));
        Assert.Contains("parsed DescribeContainerInstances 6", output);
        Assert.Contains("parsed DescribeInstances 5", output);

        async Task AddAsync(string action, JsonObject parameters)
        {
            var answer = await client.TryAsync(action, parameters);
            Assert.Equal(200, answer.Status);
            lines.Add($"ecs {action} {JsonValue.Create(answer.Body).ToJsonString()}");
        }

        async Task<IReadOnlyList<string>> AddListAsync(string cluster, string action, string list)
        {
            await AddAsync(action, new() { ["cluster"] = cluster });
            return await client.ListAsync(action, list, new() { ["cluster"] = cluster });
        }

        Task AddDescriptionAsync(string cluster, string action, string list, IEnumerable<string> names) => AddAsync(
            action,
            new() { ["cluster"] = cluster, [list] = new JsonArray([.. names.Select(static name => (JsonNode)name)]), ["include"] = new JsonArray("TAGS") });
    }

    [RequiresFact(nameof(Requirements.PythonBotocore))]
    public async Task Answer_WithFieldsThatAwsLacks_DoesNotFit()
    {
        var output = await CheckAsync(["ecs DescribeClusters " + JsonValue.Create("""{"clusters":[{"clusterName":7,"colour":"red"}]}""").ToJsonString()]);

        Assert.Equal(
            ["DescribeClusters.clusters[].clusterName: 7 is no string", "DescribeClusters.clusters[].colour: unknown", "parsed DescribeClusters 1"], output);
    }

    private static async Task<IReadOnlyList<string>> CheckAsync(IEnumerable<string> lines)
    {
        ProcessStartInfo start = new(Requirements.PythonBotocore.Value, ["-c", Checker])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        var output = python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        foreach (var line in lines)
        {
            await python.StandardInput.WriteLineAsync(line);
        }

        python.StandardInput.Close();
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(python.ExitCode == 0, await errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
