// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.WebConfig.Authentication;

namespace EcsExporter.Fuzz;

/// <summary>Fuzzes a bcrypt hash and a password: the parser rejects the hash without quoting it, or the password is checked.</summary>
internal sealed class BcryptTarget() : FuzzTarget("bcrypt")
{
    private const string Hash = "$2y$04$N9qo8uLOickgx2ZMRZoMye7wmc2gfKnRYTs8YU6AhgNJU8ASDCkAO";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Make(Random random)
    {
        var password = new byte[random.Next(100)];
        random.NextBytes(password);
        var hash = Encoding.UTF8.GetBytes(Hash);
        if (random.Next(3) == 0)
        {
            return [ByteMutator.Mutate(hash, random), password];
        }

        // Changes that keep the length pass the first checks of the parser.
        for (var times = random.Next(4); times > 0; times--)
        {
            hash[random.Next(hash.Length)] = (byte)random.Next(32, 127);
        }

        return [hash, password];
    }

    /// <inheritdoc/>
    public override void Check(IReadOnlyList<byte[]> input)
    {
        var text = Encoding.UTF8.GetString(input[0]);
        try
        {
            var hash = BcryptHash.Parse(text);

            // Each step of the cost doubles the time, so only hashes with the smallest cost are computed.
            if (hash.Cost == 4)
            {
                _ = hash.Verify(input[1], static () => false);
            }
        }
        catch (FormatException error) when (text.Length < Hash.Length / 2 || !error.Message.Contains(text, StringComparison.Ordinal))
        {
            // The parser rejected the hash without quoting it.
        }
    }
}
