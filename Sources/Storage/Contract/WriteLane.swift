/// Who goes first when several want to write.
public enum WriteLane: Int, Sendable, CaseIterable {
    /// A person waits for the answer.
    case interactive = 0
    /// The projector; its transactions last about 20 ms, 100 ms while much waits.
    case projection = 1
    /// Imports, erasure, upkeep.
    case background = 2
}
