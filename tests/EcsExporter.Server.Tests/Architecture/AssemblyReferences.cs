// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace EcsExporter.Server.Tests.Architecture;

/// <summary>
/// Reads the references between types from a compiled assembly: in base types, interfaces, constraints, attributes, fields, signatures, local
/// variables and method bodies. Constants, <c>nameof</c> and arguments of attributes leave no reference in the assembly.
/// </summary>
internal sealed class AssemblyReferences
{
    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(static field => field.GetValue(null)).OfType<OpCode>().ToDictionary(static code => (int)(ushort)code.Value);

    private readonly PEReader _image;
    private readonly MetadataReader _metadata;
    private readonly SignatureTypes _signatureTypes;
    private readonly HashSet<(string Namespace, string Name)> _found = [];

    private AssemblyReferences(PEReader image)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
        _signatureTypes = new(this);
    }

    /// <summary>The references between namespaces that begin with a prefix.</summary>
    public static IReadOnlyList<NamespaceReference> Read(string assemblyPath, string prefix)
    {
        using var image = new PEReader(File.OpenRead(assemblyPath));
        return [.. new AssemblyReferences(image).Read(prefix).Distinct()];
    }

    private IEnumerable<NamespaceReference> Read(string prefix)
    {
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var from = Outermost(handle);
            if (!from.Namespace.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            _found.Clear();
            Collect(_metadata.GetTypeDefinition(handle));
            foreach (var to in _found.Where(to => to.Namespace != from.Namespace && to.Namespace.StartsWith(prefix, StringComparison.Ordinal)))
            {
                yield return new(from.Namespace, to.Namespace, from.Name, to.Name);
            }
        }
    }

    private void Collect(TypeDefinition type)
    {
        Add(type.BaseType);
        CollectAttributes(type.GetCustomAttributes());
        CollectConstraints(type.GetGenericParameters());
        foreach (var implementation in type.GetInterfaceImplementations())
        {
            Add(_metadata.GetInterfaceImplementation(implementation).Interface);
        }

        foreach (var handle in type.GetFields())
        {
            Add(handle);
            CollectAttributes(_metadata.GetFieldDefinition(handle).GetCustomAttributes());
        }

        foreach (var handle in type.GetProperties())
        {
            CollectAttributes(_metadata.GetPropertyDefinition(handle).GetCustomAttributes());
        }

        foreach (var handle in type.GetMethods())
        {
            Add(handle);
            var method = _metadata.GetMethodDefinition(handle);
            CollectAttributes(method.GetCustomAttributes());
            CollectConstraints(method.GetGenericParameters());
            foreach (var parameter in method.GetParameters())
            {
                CollectAttributes(_metadata.GetParameter(parameter).GetCustomAttributes());
            }

            if (method.RelativeVirtualAddress != 0)
            {
                Collect(_image.GetMethodBody(method.RelativeVirtualAddress));
            }
        }
    }

    private void CollectAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
        {
            Add(_metadata.GetCustomAttribute(attribute).Constructor);
        }
    }

    private void CollectConstraints(GenericParameterHandleCollection parameters)
    {
        foreach (var constraint in parameters.SelectMany(parameter => _metadata.GetGenericParameter(parameter).GetConstraints()))
        {
            Add(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void Collect(MethodBodyBlock body)
    {
        Add(body.LocalSignature);
        foreach (var region in body.ExceptionRegions)
        {
            Add(region.CatchType);
        }

        var code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            var operand = OpCodesByValue[value == 0xFE ? 0xFE00 | code.ReadByte() : value].OperandType;
            switch (operand)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineSig or OperandType.InlineTok or OperandType.InlineType:
                    Add(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                default:
                    code.Offset += operand switch
                    {
                        OperandType.InlineNone => 0,
                        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                        OperandType.InlineVar => 2,
                        OperandType.InlineI8 or OperandType.InlineR => 8,
                        _ => 4,
                    };
                    break;
            }
        }
    }

    /// <summary>Adds the types that a token names: the type itself, or the owner and the signature of a member.</summary>
    private void Add(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                _ = _found.Add(Outermost((TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeReference:
                _ = _found.Add(Outermost((TypeReferenceHandle)handle));
                break;
            case HandleKind.TypeSpecification:
                _ = _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_signatureTypes, null);
                break;
            case HandleKind.FieldDefinition:
                var field = _metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                Add(field.GetDeclaringType());
                _ = field.DecodeSignature(_signatureTypes, null);
                break;
            case HandleKind.MethodDefinition:
                var method = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                Add(method.GetDeclaringType());
                _ = method.DecodeSignature(_signatureTypes, null);
                break;
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                Add(member.Parent);
                _ = member.GetKind() == MemberReferenceKind.Field
                    ? member.DecodeFieldSignature(_signatureTypes, null)
                    : member.DecodeMethodSignature(_signatureTypes, null).ReturnType;
                break;
            case HandleKind.MethodSpecification:
                var instantiation = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Add(instantiation.Method);
                _ = instantiation.DecodeSignature(_signatureTypes, null);
                break;
            case HandleKind.StandaloneSignature:
                var signature = _metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle);
                if (signature.GetKind() == StandaloneSignatureKind.LocalVariables)
                {
                    _ = signature.DecodeLocalSignature(_signatureTypes, null);
                }
                else
                {
                    _ = signature.DecodeMethodSignature(_signatureTypes, null);
                }

                break;
            default:
                throw new BadImageFormatException($"A {handle.Kind} is not a reference to a type or member.");
        }
    }

    private (string Namespace, string Name) Outermost(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? Outermost(outer)
            : (_metadata.GetString(type.Namespace), _metadata.GetString(type.Name));
    }

    private (string Namespace, string Name) Outermost(TypeReferenceHandle handle)
    {
        var type = _metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? Outermost((TypeReferenceHandle)type.ResolutionScope)
            : (_metadata.GetString(type.Namespace), _metadata.GetString(type.Name));
    }

    /// <summary>Adds each type in a signature. The decoded values themselves are not needed.</summary>
    private sealed class SignatureTypes(AssemblyReferences references) : ISignatureTypeProvider<object?, object?>
    {
        public object? GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Added(handle);

        public object? GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Added(handle);

        public object? GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            Added(handle);

        public object? GetArrayType(object? elementType, ArrayShape shape) => null;

        public object? GetByReferenceType(object? elementType) => null;

        public object? GetFunctionPointerType(MethodSignature<object?> signature) => null;

        public object? GetGenericInstantiation(object? genericType, ImmutableArray<object?> typeArguments) => null;

        public object? GetGenericMethodParameter(object? genericContext, int index) => null;

        public object? GetGenericTypeParameter(object? genericContext, int index) => null;

        public object? GetModifiedType(object? modifier, object? unmodifiedType, bool isRequired) => null;

        public object? GetPinnedType(object? elementType) => null;

        public object? GetPointerType(object? elementType) => null;

        public object? GetPrimitiveType(PrimitiveTypeCode typeCode) => null;

        public object? GetSZArrayType(object? elementType) => null;

        private object? Added(EntityHandle handle)
        {
            references.Add(handle);
            return null;
        }
    }
}
