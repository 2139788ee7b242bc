public import Vocabulary

/// Something that keeps a page's content from being published.
public struct PageProblem: Sendable, Equatable {
    /// Where: "root", "blocks[2]", "variantB[0]", "experiment".
    public var place: String
    /// Id of the block; nil for the page itself.
    public var block: String?
    /// Path inside it: "items[2].question"; "" for all of it.
    public var field: String
    /// What is wrong.
    public var message: String

    /// As the API answers it.
    public var json: JSONValue {
        ["place": .string(place), "block": .optional(block), "field": .string(field), "message": .string(message)]
    }

    init(place: String, block: String? = nil, error: LianluError) {
        self.place = place
        self.block = block
        message = error.message
        field = ""
        if message.hasPrefix(place + ".") {
            field = String(message.dropFirst(place.count + 1).prefix { $0 != " " })
        }
    }
}

extension PageContent {
    /// Everything that keeps a content from being published, in the order of the page; empty when it may be.
    public static func problems(_ json: JSONValue) -> [PageProblem] {
        var found: [PageProblem] = []
        do throws(LianluError) { _ = try PageRoot(json) } catch { found.append(PageProblem(place: "root", error: error)) }
        for place in ["blocks", "variantB"] {
            for (index, item) in (json[place]?.array ?? []).enumerated() {
                let name = "\(place)[\(index)]"
                do throws(LianluError) { _ = try PageBlock(item, at: name) } catch {
                    found.append(PageProblem(place: name, block: item["id"]?.string, error: error))
                }
            }
        }
        // What concerns several parts at once: missing lists, ids used twice, the experiment, the size.
        if found.isEmpty {
            do throws(LianluError) { _ = try PageContent(json) } catch {
                let place = error.message.hasPrefix("variantB") ? "variantB" : error.message.hasPrefix("blocks") ? "blocks" : "root"
                found.append(PageProblem(place: place, error: error))
            }
        }
        return found
    }
}
