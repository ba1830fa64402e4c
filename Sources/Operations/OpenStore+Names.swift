internal import SessionFormats
public import SessionModel

extension OpenStore {
    /// The id that a key alone tells; nil where the key holds only its hash.
    public func id(of key: SessionKey) -> SessionID? {
        for layout in context.layouts {
            switch layout {
            case .keyValue(let layout) where key.hasPrefix(layout.prefix.utf8):
                return SessionID(String(decoding: key.bytes.dropFirst(layout.prefix.utf8.count), as: UTF8.self))
            case .files(let layout):
                guard let stem = layout.stemText(of: key.bytes) else { continue }
                return layout.stem == .hashedID ? nil : SessionID(stem)
            case .keyValue: continue
            }
        }
        return nil
    }

    /// What a session is called in messages and tables: its id cut short, or what stands for it in its key.
    public func shortName(_ key: SessionKey, id: SessionID? = nil) -> String {
        (id ?? self.id(of: key) ?? SessionID(stem(of: key))).short
    }

    private func stem(of key: SessionKey) -> String {
        for layout in context.layouts {
            if case .files(let layout) = layout, let stem = layout.stemText(of: key.bytes) { return stem }
        }
        return key.text
    }
}
