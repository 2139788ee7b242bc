/// A bounded cache of two generations: when the young one is full it becomes the old one, and what the old one held without being asked for is forgotten.
///
/// Holds between `capacity` and twice `capacity` entries.
package struct GenerationCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline var young: [Key: Value] = [:]
    @usableFromInline var old: [Key: Value] = [:]
    @usableFromInline let capacity: Int

    /// An empty cache.
    @inlinable package init(capacity: Int) { self.capacity = capacity }

    /// The value of that key, kept young by asking.
    @inlinable package mutating func value(for key: Key) -> Value? {
        if let value = young[key] { return value }
        guard let value = old[key] else { return nil }
        set(value, for: key)
        return value
    }

    /// Keeps a value.
    @inlinable package mutating func set(_ value: Value, for key: Key) {
        if young.count >= capacity {
            old = young
            young = Dictionary(minimumCapacity: capacity / 4)
        }
        young[key] = value
    }

    /// Forgets one key.
    @inlinable package mutating func remove(_ key: Key) {
        young[key] = nil
        old[key] = nil
    }

    /// Forgets everything.
    @inlinable package mutating func removeAll() {
        young = [:]
        old = [:]
    }
}
