internal import SessionFormats
public import SessionModel

extension OpenStore {
    /// The id that a key alone tells; nil where the key holds only its hash.
    public func id(of key: SessionKey) -> SessionID? {
        guard let layout = context.layouts.claiming(key), layout.tellsID else { return nil }
        return layout.stem(of: key).map(SessionID.init)
    }

    /// What a session is called in messages and tables: its id cut short, or what stands for it in its key.
    public func shortName(_ key: SessionKey, id: SessionID? = nil) -> String {
        (id ?? self.id(of: key) ?? SessionID(stem(of: key))).short
    }

    /// What stands for a session in its key: the id, or its hash; the whole key where no layout claims it.
    public func stem(of key: SessionKey) -> String {
        context.layouts.claiming(key)?.stem(of: key) ?? key.text
    }
}
