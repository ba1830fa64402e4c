internal import Crypto
internal import SessionModel
internal import TextCodings

extension DemoVisit {
    /// The file's name: the id's hash, with Ruby's word before it.
    var fileName: String {
        let hash = HexText.encode(SHA256.hash(data: Array(id.utf8)))
        return writer == .ruby ? "sess_\(hash).json" : "\(hash).json"
    }

    /// The file as its language writes it.
    var saved: DemoChange { .write(name: fileName, text: text, at: lastRequest) }

    /// The file is gone.
    var removed: DemoChange { .remove(name: fileName) }

    private var text: String {
        let accessed = lastRequest.milliseconds / 1000
        let expires = deadline.milliseconds
        switch writer {
        case .python:
            let data = DemoValue.object(members).text(comma: ", ", colon: ": ")
            return "{\"_data\": \(data), \"_expires\": \(seconds(expires))}"
        case .ruby:
            return "{\"_data\":\(DemoValue.object(members).text()),\"_expires\":\(seconds(expires))}"
        case .node:
            let times: [(key: String, value: DemoValue)] = [
                ("_created", .number(Int(began.milliseconds / 1000))), ("_accessed", .number(Int(accessed))),
            ]
            return "{\"_data\":\(DemoValue.object(times + members).text()),\"_expires\":\(expires / 1000)}"
        case .php:
            let meta = DemoValue.object([
                ("created_at", .number(Int(began.milliseconds / 1000))), ("last_accessed", .number(Int(accessed))),
                ("expires_at", .number(Int(expires / 1000))),
            ])
            return DemoValue.object([("_meta", meta)] + members).pretty()
        }
    }

    private func seconds(_ milliseconds: Int64) -> String {
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.utf8.count))\(fraction)"
    }
}
