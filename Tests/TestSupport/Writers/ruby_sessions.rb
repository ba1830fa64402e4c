# Drives the session layers of Rack and Rails, one request a line.
#
# The first argument is a JSON object: "store" ("rack" for redis-rack, "cache" for Rails' cache in Redis, "file" for the
# same in files, "none"), "port", "path", "lifetime" and, for a cache of Rails 7.1 and later, "format": the version that its
# entries are written as. "do" of a request names the verb; "read" saves nothing.
require_relative "conversation"
require "rack"
require "rack/session/abstract/id"

SETTINGS = JSON.parse(ARGV[0])
PORT = SETTINGS["port"]

Basket = Struct.new(:owner, :rows)

class Note
  def initialize(text) = @text = text
end

class Money
  def initialize(cents) = @cents = cents
  def marshal_dump = [@cents, "EUR"]
  def marshal_load(parts) = @cents = parts[0]
end

class Crate < Hash; end

# One of each kind of value that Marshal has a letter for.
def zoo
  shared = "shared"
  deep = [1, shared]
  deep << deep
  with_default = Hash.new(7)
  with_default["a"] = 1
  {
    "nil" => nil, "yes" => true, "no" => false, "small" => [0, 1, -1, 122, 123, -123, -124, 255, 256, -256, -257, 65_536],
    "wide" => [1_073_741_823, -1_073_741_824, 1_073_741_824, -1_073_741_825, 2**64, -(2**100), 2**200],
    "floats" => [1.5, -0.0, 1e100, Float::INFINITY, -Float::INFINITY], "text" => "Zoë 🦉", "latin" => "Zo\xEB".dup.force_encoding("ISO-8859-1"),
    "bytes" => "\xFF\x00".b, "ascii" => "plain".dup.force_encoding("US-ASCII"), "sym" => :name, "sym2" => [:name, :"é", :"é"],
    "links" => [shared, shared, 1.5], "self" => deep, "default" => with_default, :symbol_key => 1, 5 => "five",
    "struct" => Basket.new("kim", [1, 2]), "object" => Note.new(shared), "money" => Money.new(500),
    "when" => Time.at(1_795_229_000, 123_000, :usec).utc, "class" => Note, "module" => Kernel, "pattern" => /a.b/i,
    "crate" => Crate["k", "v"], "extended" => "x".dup.extend(Comparable), "last" => [shared, deep, :name],
  }
end

class RackShop
  def initialize
    require "rack/session/redis"
    @app = Rack::Session::Redis.new(
      ->(env) { act(env) }, redis_server: "redis://127.0.0.1:#{PORT}/0/rack:session", expire_after: SETTINGS["lifetime"])
  end

  def ask(request)
    @request = request
    headers = request["id"] ? {"HTTP_COOKIE" => "rack.session=#{request["id"]}"} : {}
    @app.call(Rack::MockRequest.env_for("/", headers))
    @answer
  end

  def act(env)
    session = env["rack.session"]
    data = session.to_hash
    known = !@request["id"] || session.id.public_id == @request["id"]
    env["rack.session.options"][:skip] = true if @request["do"] == "read" || !known
    unless known
      @answer = nil
      return [200, {}, []]
    end
    Shop.change(session, @request)
    session.destroy if @request["do"] == "destroy"
    @answer = [session.id&.public_id, session.to_hash] unless @request["do"] == "destroy"
    @answer = [@request["id"], data] if @request["do"] == "destroy"
    # The id of a session that is new is minted when it is saved.
    [200, {}, []]
  end
end

# Does with the cache what ActionDispatch::Session::CacheStore does with it.
class CacheShop
  def initialize
    require "active_support"
    require "active_support/cache"
    @cache = SETTINGS["store"] == "file" ? files : redis
  end

  def files
    require "active_support/cache/file_store"
    ActiveSupport::Cache::FileStore.new(SETTINGS["path"], expires_in: SETTINGS["lifetime"])
  end

  def redis
    require "active_support/cache/redis_cache_store"
    options = {url: "redis://127.0.0.1:#{PORT}/0", expires_in: SETTINGS["lifetime"]}
    if SETTINGS["format"]
      ActiveSupport::Cache.format_version = SETTINGS["format"]
      options[:pool] = false # Rails 7 can't make one with connection_pool 3.
    end
    ActiveSupport::Cache::RedisCacheStore.new(**options)
  end

  def ask(request)
    id = Rack::Session::SessionId.new(request["id"] || SecureRandom.hex(16))
    key = "_session_id:#{id.private_id}"
    session = request["id"] ? @cache.read(key) : {}
    return nil unless session
    Shop.change(session, request)
    case request["do"]
    when "destroy" then @cache.delete(key)
    when "create", "change" then @cache.write(key, session, compress_threshold: SETTINGS["threshold"] || 1024)
    end
    [id.public_id, session]
  end
end

module Shop
  def self.change(session, request)
    (request["set"] || {}).each { |key, value| session[key] = value }
    (request["remove"] || []).each { |key| session.delete(key) }
    session["basket"] = Basket.new("kim", [1, 2]) if request["object"]
  end
end

SHOP = case SETTINGS["store"]
       when "rack" then RackShop.new
       when "cache", "file" then CacheShop.new
       end

def answer(request)
  case request["do"]
  when "zoo" then return [Marshal.dump(zoo)].pack("m0")
  when "marshal" then return [Marshal.dump(JSON.parse(request["text"]))].pack("m0")
  when "private" then return Rack::Session::SessionId.new(request["id"]).private_id
  end
  found = SHOP.ask(request)
  return nil unless found
  request["do"] == "create" ? found[0] : found[1]
end

converse { |request| answer(request) }
