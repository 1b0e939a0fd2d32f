// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using EcsExporter.Attack.Clients;
using EcsExporter.Attack.Harness;
using EcsExporter.Attack.Runs;
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack;

/// <summary>Declares the command line of this program, including the verb with which it starts itself as the attacker.</summary>
internal static class AttackCommandLine
{
    public const string AttackerVerb = "attacker";

    /// <param name="input">The attacker ends when this input ends.</param>
    public static RootCommand Create(TextReader input)
    {
        var binary = new Option<FileInfo>("--binary") { Description = "The exporter to attack.", Required = true }.AcceptExistingOnly();
        var names = string.Join(", ", Trials.All.Select(static trial => trial.Name));
        var attack = new Option<string[]>("--attack")
        {
            Description = $"One of these; repeatable. All of them without this option: {names}.",
        };
        _ = attack.AcceptOnlyFromAmong([.. Trials.All.Select(static trial => trial.Name)]);
        attack.HelpName = "NAME";
        var memory = new Option<int[]>("--memory")
        {
            Description = "Limits of memory in MiB, separated by commas; 0 is no limit.",
            HelpName = "MIB,...",
            CustomParser = ParseLimits,
            DefaultValueFactory = static _ => [48, 64, 128, 0],
        };
        var seconds = new Option<double>("--seconds") { Description = "How long each attack lasts.", DefaultValueFactory = static _ => 30 };
        var quiet = new Option<double>("--quiet")
        {
            Description = "Seconds without a request after an attack, before resident memory is compared.",
            DefaultValueFactory = static _ => 30,
        };
        var tls = new Option<bool>("--tls") { Description = "With TLS only." };
        var plain = new Option<bool>("--plain") { Description = "Without TLS only." };
        var root = new RootCommand("Attacks an exporter in every way, and judges how it serves a scraper meanwhile and what is left afterwards.")
        {
            binary, attack, memory, seconds, quiet, tls, plain,
        };
        root.SetAction(async (line, interrupted) =>
        {
            var cores = Cores.Detect();
            await cores.MoveThisProcessAsync();
            var settings = new RunSettings(
                [line.GetValue(binary)!.FullName], TimeSpan.FromSeconds(line.GetValue(seconds)), TimeSpan.FromSeconds(line.GetValue(quiet)), cores);
            var runs =
                from trial in line.GetValue(attack) is { Length: > 0 } chosen ? [.. chosen.Select(Trials.Find)] : Trials.All
                from isTls in new[] { false, true }
                where isTls ? !line.GetValue(plain) : trial.SupportsPlainHttp && !line.GetValue(tls)
                from limit in line.GetValue(memory)!
                select (trial, new RunConditions(isTls, limit == 0 ? null : limit));
            var output = line.InvocationConfiguration.Output;
            var results = await Trials.RunAsync([.. runs], settings, output, interrupted);
            await output.WriteLineAsync(Report.Of(results));
            return results.Any(static result => result.Problems.Count > 0) ? 1 : 0;
        });
        root.Subcommands.Add(CreateAttacker(input));
        return root;
    }

    private static int[] ParseLimits(ArgumentResult argument)
    {
        List<int> limits = [];
        foreach (var text in argument.Tokens[0].Value.Split(','))
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
            {
                limits.Add(limit);
            }
            else
            {
                argument.AddError($"\"{text}\" is no number of MiB.");
            }
        }

        return [.. limits];
    }

    private static Command CreateAttacker(TextReader input)
    {
        var attack = new Option<string>("--attack") { Required = true };
        var port = new Option<int>("--port") { Required = true };
        var certificate = new Option<string?>("--certificate");
        var command = new Command(AttackerVerb, "Attacks until standard input ends.") { attack, port, certificate };
        command.Hidden = true;
        command.SetAction(async (line, interrupted) =>
        {
            var output = line.InvocationConfiguration.Output;
            using var trusted = line.GetValue(certificate) is { } path ? X509CertificateLoader.LoadCertificateFromFile(path) : null;
            var attacker = new Attacker(HostileClients.Find(line.GetValue(attack)!), new Target(line.GetValue(port), trusted));
            using var end = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
            var attacking = attacker.RunAsync(
                async () =>
                {
                    await output.WriteLineAsync("attacking");
                    await output.FlushAsync(CancellationToken.None);
                },
                end.Token);
            _ = await Task.WhenAny(attacking, input.ReadToEndAsync(CancellationToken.None));
            await end.CancelAsync();
            await output.WriteLineAsync(attacker.Report);
            await output.FlushAsync(CancellationToken.None);
            return 0;
        });
        return command;
    }
}
