// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>Why a request got no answer.</summary>
internal enum FailureKind
{
    /// <summary>The connection was refused or broke.</summary>
    Connection,

    /// <summary>There are no credentials for the request.</summary>
    Credentials,

    /// <summary>A file with a certificate, a key or a secret is not valid or cannot be read.</summary>
    File,

    /// <summary>A bug in the exporter.</summary>
    Program,

    /// <summary>The answer is not valid HTTP.</summary>
    Protocol,

    /// <summary>The receiver's name cannot be resolved.</summary>
    Resolution,

    /// <summary>No answer arrived within the timeout.</summary>
    Timeout,

    /// <summary>The TLS handshake failed.</summary>
    Tls,
}

/// <summary>Tells an operator what to check when delivery fails.</summary>
internal static class DeliveryAdvice
{
    /// <summary>Returns one or two sentences; empty when the error message is sufficient.</summary>
    public static string Of(FailureKind failure) => failure switch
    {
        FailureKind.Connection =>
            "Is the address right, does the receiver run, and do the task's security group, route and VPC endpoint let the task reach it?",
        FailureKind.Credentials or FailureKind.File => "",
        FailureKind.Program => "This is a bug in the exporter: please report it with the log.",
        FailureKind.Protocol => "Does an HTTP server listen on this port, and is the scheme (http or https) right?",
        FailureKind.Resolution => "Is the name right, and can the task's DNS server resolve it? In a private subnet, AWS's names need a VPC endpoint.",
        FailureKind.Timeout =>
            "Does the task have a route, a NAT gateway or a VPC endpoint to the receiver, and does its security group let it out? "
            + "A slow receiver needs a longer --push.timeout.",
        FailureKind.Tls =>
            "Is the certificate for this host? Set --push.tls-ca-file for a private authority, or if the image has no public authorities.",
    };

    /// <summary>Returns one or two sentences about an answer that is not 2xx.</summary>
    /// <param name="status">The status.</param>
    /// <param name="isRetried">Whether the request is retried.</param>
    public static string Of(HttpStatusCode status, bool isRetried) => (int)status switch
    {
        400 => "The receiver rejects these samples. Does another exporter push with the same job and instance, or is the clock of the host wrong?",
        401 => "Check --push.auth and the user, password or token.",
        403 =>
            "Check the permissions. A task role needs aps:RemoteWrite on this workspace, or cloudwatch:PutMetricData, "
            + "and region and host must be those of the workspace.",
        404 => "Check the path of --push.url, and for a workspace its id and region.",
        413 => "The receiver accepts only smaller requests: raise its limit.",
        415 => "The receiver expects another protocol: see --push.protocol.",
        429 => "The receiver limits the rate. With a longer --push.interval or fewer collectors, the exporter sends less.",
        >= 300 and < 400 => "The receiver has moved, and redirects are not followed: set --push.url to the new address.",
        >= 500 when isRetried => "The receiver is failing: see its log.",
        >= 500 => "The receiver is failing, and OTLP allows no retry after this status: the samples are lost.",
        _ => "Check the path of --push.url and --push.protocol.",
    };
}
