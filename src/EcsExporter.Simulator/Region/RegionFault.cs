// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region;

/// <summary>A faulty or late answer of a region to an action; immutable.</summary>
public sealed class RegionFault
{
    private RegionFault(string name, RegionFaultKind kind, TimeSpan delay = default)
    {
        Name = name;
        Kind = kind;
        Delay = delay;
    }

    /// <summary>No fault: the regular answer.</summary>
    public static RegionFault None { get; } = new("none", RegionFaultKind.None);

    /// <summary>The role lacks the permission for the action: <c>AccessDeniedException</c>, <c>UnauthorizedOperation</c> from the EC2 API.</summary>
    public static RegionFault AccessDenied { get; } = new("access denied", RegionFaultKind.AccessDenied);

    /// <summary>The session has ended: <c>ExpiredTokenException</c>, <c>RequestExpired</c> from the EC2 API.</summary>
    public static RegionFault ExpiredToken { get; } = new("expired token", RegionFaultKind.ExpiredToken);

    /// <summary>Other clients use up the account's request limit: <c>ThrottlingException</c>, <c>RequestLimitExceeded</c> from the EC2 API.</summary>
    public static RegionFault Throttled { get; } = new("throttled", RegionFaultKind.Throttled);

    /// <summary>Status 500 with <c>ServerException</c>.</summary>
    public static RegionFault ServerError { get; } = new("server error", RegionFaultKind.ServerError);

    /// <summary>Status 400 with <c>ClientException</c>.</summary>
    public static RegionFault ClientError { get; } = new("client error", RegionFaultKind.ClientError);

    /// <summary>The request is read and never answered.</summary>
    public static RegionFault Hang { get; } = new("hang", RegionFaultKind.Hang);

    /// <summary>The connection ends within the body of the answer.</summary>
    public static RegionFault Truncated { get; } = new("truncated", RegionFaultKind.Truncated);

    /// <summary>Status 503 with an HTML page, as from a load balancer in front of the API.</summary>
    public static RegionFault Html { get; } = new("HTML", RegionFaultKind.Html);

    /// <summary>The regular answer after a delay.</summary>
    public static RegionFault Latency(TimeSpan delay) => new($"latency of {delay.TotalSeconds} s", RegionFaultKind.None, delay);

    /// <summary>Answers this many requests of an action with this fault, and later requests regularly.</summary>
    public RegionFault Times(int requests) => new($"{Name} ({requests} times)", Kind, Delay) { Limit = requests };

    /// <summary>A short description.</summary>
    public string Name { get; }

    internal RegionFaultKind Kind { get; }

    internal TimeSpan Delay { get; }

    internal int Limit { get; private init; } = int.MaxValue;
}

/// <summary>The response that the client gets instead of the regular answer.</summary>
internal enum RegionFaultKind
{
    None,
    AccessDenied,
    ExpiredToken,
    Throttled,
    ServerError,
    ClientError,
    Hang,
    Truncated,
    Html,
}
