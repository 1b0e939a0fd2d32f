// SPDX-License-Identifier: Apache-2.0
using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EcsExporter.Server.WebConfig;

/// <summary>Reads the names of a certificate's subject (RFC 5280, 4.2.1.6), of the kinds that can be written in the file.</summary>
internal static class SubjectAlternativeNames
{
    private const string Identifier = "2.5.29.17";

    private static readonly Asn1Tag Email = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag Dns = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag Address = new(TagClass.ContextSpecific, 7);

    /// <summary>DNS names, e-mail addresses, URIs and IP addresses, as text.</summary>
    /// <exception cref="CryptographicException">The certificate's list of names is not one.</exception>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        try
        {
            return certificate.Extensions[Identifier] is { } extension ? Read(extension.RawData) : [];
        }
        catch (AsnContentException error)
        {
            throw new CryptographicException("The subject alternative names cannot be read.", error);
        }
    }

    private static List<string> Read(ReadOnlyMemory<byte> encoded)
    {
        var names = new List<string>();
        var sequence = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        while (sequence.HasData)
        {
            var tag = sequence.PeekTag();
            if (tag.HasSameClassAndValue(Email) || tag.HasSameClassAndValue(Dns) || tag.HasSameClassAndValue(Uri))
            {
                names.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag));
            }
            else if (tag.HasSameClassAndValue(Address))
            {
                names.Add(Text(sequence.ReadOctetString(tag)));
            }
            else
            {
                _ = sequence.ReadEncodedValue();
            }
        }

        return names;
    }

    private static string Text(byte[] address)
    {
        if (address.Length is not (4 or 16))
        {
            throw new CryptographicException("An IP address has 4 or 16 bytes.");
        }

        var ip = new IPAddress(address);
        return (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).ToString();
    }
}
