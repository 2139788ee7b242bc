import Storage
import Vocabulary

/// Sorts the commands of a batch by kind and applies them together.
struct CommandBatch {
    private var traits = TraitBatch()
    private var tags = TagBatch()
    private var consents = ConsentBatch()
    private var products = ProductBatch()

    /// Notes the commands of one event; those about a customer are passed over when it has none.
    mutating func add(_ item: ResolvedEvent) {
        let leaf = item.leaf.rawValue
        let time = item.event.time.milliseconds
        let source = item.event.source
        let isClaim = item.event.trust == .claimed
        for command in item.event.commands {
            switch command {
            case .product(let scope, let id, let attributes): products.add(ProductKey(scope: scope, id: id), attributes, time: time)
            case .removeProduct(let scope, let id): products.remove(ProductKey(scope: scope, id: id), time: time)
            case .alias, .unbind: break
            case _ where leaf == 0: break
            case .trait(let change): traits.add(change, leaf: leaf, time: time, source: source, isClaim: isClaim)
            case .clearTraits where isClaim: break
            case .clearTraits: traits.clear(leaf: leaf, time: time, source: source)
            case .tag(let name, let group, let isOn):
                tags.add(
                    TagBatch.Change(
                        leaf: leaf, name: name, group: group, isOn: isOn, time: time,
                        actor: isClaim ? "\(Claim.tagPrefix)\(source)" : "source:\(source)"))
            case .consent(let purpose, let granted):
                consents.add(
                    ConsentBatch.Statement(
                        leaf: leaf, purpose: purpose, isGranted: granted, time: time, source: source,
                        actor: isClaim ? Claim.consentActor : "", evidence: ""))
            }
        }
    }

    /// Writes everything.
    mutating func apply(in tx: any SQLTransaction) throws {
        try traits.apply(in: tx)
        try NodeBatch.apply(traits.nodeCodes, in: tx)
        try tags.apply(in: tx)
        try consents.apply(in: tx)
        try products.apply(in: tx)
    }
}
