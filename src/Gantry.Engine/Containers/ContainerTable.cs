using System.Collections.Concurrent;

using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers;

/// <summary>All containers by id and name. A name is taken before its container exists and freed when it is gone.</summary>
internal sealed class ContainerTable
{
    private readonly ConcurrentDictionary<string, ContainerSlot> byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> idByName = new(StringComparer.Ordinal);

    public IEnumerable<ContainerSlot> Slots => byId.Values;

    public void Add(ContainerSlot slot)
    {
        byId[slot.Id] = slot;
        idByName[slot.Current.Name] = slot.Id;
    }

    public void Remove(ContainerSlot slot)
    {
        byId.TryRemove(slot.Id, out _);
        ReleaseName(slot.Current.Name, slot.Id);
    }

    /// <summary>Takes a name for an id; Conflict when another container has it.</summary>
    public void ReserveName(string name, string id)
    {
        var owner = idByName.GetOrAdd(name, id);
        if (owner != id)
            throw new GantryException(ErrorKind.Conflict, $"Conflict. The container name \"/{name}\" is already in use by container \"{owner}\". You have to remove (or rename) that container to be able to reuse that name.");
    }

    public bool TryReserveName(string name, string id) => idByName.TryAdd(name, id);

    public void ReleaseName(string name, string id) => idByName.TryRemove(KeyValuePair.Create(name, id));

    /// <summary>The container with an id or a name; null: there is none.</summary>
    public ContainerSlot? TryFind(string idOrName) =>
        byId.GetValueOrDefault(idOrName) ?? (idByName.TryGetValue(idOrName.TrimStart('/'), out var id) ? byId.GetValueOrDefault(id) : null);

    /// <summary>The container a reference means: full id, then name, then unique prefix of an id, in Docker's order.</summary>
    public ContainerSlot Find(string reference)
    {
        if (byId.TryGetValue(reference, out var exact))
            return exact;
        var name = reference.StartsWith('/') ? reference[1..] : reference;
        if (idByName.TryGetValue(name, out var id) && byId.TryGetValue(id, out var named))
            return named;
        if (reference.Length == 0)
            throw new GantryException(ErrorKind.Invalid, "invalid container name or ID: value is empty");
        ContainerSlot? match = null;
        foreach (var slot in byId.Values)
        {
            if (!slot.Id.StartsWith(reference, StringComparison.Ordinal))
                continue;
            if (match is not null)
                throw new GantryException(ErrorKind.Invalid, $"multiple IDs found with provided prefix: {reference}");
            match = slot;
        }

        return match ?? throw new GantryException(ErrorKind.NotFound, $"No such container: {reference}");
    }
}
