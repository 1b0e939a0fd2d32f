// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Attack.Harness;

namespace EcsExporter.Attack.Runs;

/// <summary>The figures of a run and the problems that it found.</summary>
internal sealed class RunResult(string name, RunConditions conditions)
{
    private readonly List<string> _problems = [];

    public string Name { get; } = name;

    public RunConditions Conditions { get; } = conditions;

    public ScrapeTally Scrapes { get; set; } = new([], static _ => true);

    /// <summary>The duration of <c>/-/healthy</c> right after the attack; null without an answer.</summary>
    public TimeSpan? Healthy { get; set; }

    /// <summary>Resident bytes before the attack, after 100 scrapes.</summary>
    public long? ResidentBefore { get; set; }

    /// <summary>Resident bytes after the attack and the quiet time.</summary>
    public long? ResidentAfter { get; set; }

    /// <summary>The peak of resident bytes during the attack.</summary>
    public long? ResidentPeak { get; set; }

    public double LogKilobytesPerSecond { get; set; }

    public int? ExitCode { get; set; }

    /// <summary>A short remark, such as the attacker's report.</summary>
    public string Note { get; set; } = "";

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Adds a problem unless the condition holds.</summary>
    public void Require(bool condition, FormattableString problem)
    {
        if (!condition)
        {
            _problems.Add(FormattableString.Invariant(problem));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}, {Conditions.Transport}, limit {Conditions.Limit}: {Scrapes.Good}/{Scrapes.Total} scrapes, "
            + $"slowest {Scrapes.Slowest.TotalSeconds:0.00} s, healthy {FigureText.Seconds(Healthy)}, "
            + $"resident {FigureText.Megabytes(ResidentBefore)} → {FigureText.Megabytes(ResidentAfter)} MB, peak {FigureText.Megabytes(ResidentPeak)} MB, "
            + $"log {LogKilobytesPerSecond:0.0} kB/s, exit {FigureText.Number(ExitCode)}{FigureText.After(Note)}: "
            + $"{(_problems.Count == 0 ? "ok" : string.Join("; ", _problems))}");
}
