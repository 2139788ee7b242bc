/// Who ended a link; its name is stored in `edge.ended_by` ("" while the link holds).
enum EndedBy: String, Sendable {
    /// A person: the pair never links again by itself.
    case unbind
    /// The sender unbound the identifier; newer events may link it again.
    case source
    /// It would have joined two people once the link that justified it was gone.
    case conflict
    /// The person was erased.
    case erasure
}
