// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>How a check of name and password ended.</summary>
internal enum PasswordCheck
{
    /// <summary>They are wrong.</summary>
    Wrong,

    /// <summary>They are right.</summary>
    Right,

    /// <summary>Too many others are being checked.</summary>
    Busy,
}
