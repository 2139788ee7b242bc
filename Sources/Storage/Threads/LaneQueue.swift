/// Waiting work in lanes: a lower lane number always goes first; within one lane first come, first served.
struct LaneQueue<Element> {
    private var lanes: [(items: [Element?], head: Int)]

    /// As many lanes as there are ``WriteLane``s.
    init() { lanes = Array(repeating: ([], 0), count: WriteLane.allCases.count) }

    /// Whether nothing waits.
    var isEmpty: Bool { lanes.allSatisfy { $0.head == $0.items.count } }

    /// Adds work at the end of its lane.
    mutating func push(_ element: Element, _ lane: WriteLane) { lanes[lane.rawValue].items.append(element) }

    /// Takes the oldest work of the first lane that has any.
    mutating func pop() -> Element? {
        for index in lanes.indices where lanes[index].head < lanes[index].items.count {
            let head = lanes[index].head
            let element = lanes[index].items[head]
            lanes[index].items[head] = nil
            lanes[index].head = head + 1
            if lanes[index].head == lanes[index].items.count {
                lanes[index].items.removeAll(keepingCapacity: true)
                lanes[index].head = 0
            } else if lanes[index].head >= 64, lanes[index].head * 2 >= lanes[index].items.count {
                lanes[index].items.removeFirst(lanes[index].head)
                lanes[index].head = 0
            }
            return element
        }
        return nil
    }
}
