// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.WebConfig.Authentication;

namespace EcsExporter.Fuzz;

/// <summary>A damaged hash and any password: the hash is refused without being quoted, or the password is checked.</summary>
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

        // Changes that leave its length alone get further.
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

            // Each step takes twice as long as the one before, to the end of days at 31.
            if (hash.Cost == 4)
            {
                _ = hash.Verify(input[1], static () => false);
            }
        }
        catch (FormatException error) when (text.Length < Hash.Length / 2 || !error.Message.Contains(text, StringComparison.Ordinal))
        {
            // Refused without being quoted.
        }
    }
}
