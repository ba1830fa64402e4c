# A Rails application that keeps its sessions with activerecord-session_store in a SQLite file, one request a line: JSON
# in, "ok<TAB>JSON", "refused<TAB>null" or "failed<TAB>text" out.
#
# The argument is JSON: gem (the directory with the store's sources, which the project does not hold), database (the
# file), serializer (marshal, json, hybrid or null) and lifetime (of the cookie, in seconds; none for the browser's
# session). A line is {do, id, set, remove, flash, form, objects}: do is create, read, change, login (which takes a fresh id) or
# destroy; form asks for a form's token, and objects puts more than JSON has words for into the session. The answer is
# [id, data, cookie]: the public id, what the request saw or left, and the cookie that was sent.
require_relative "conversation"

SETTINGS = JSON.parse(ARGV[0])
$LOAD_PATH.unshift(SETTINGS["gem"])
ENV["DATABASE_URL"] = "sqlite3:#{SETTINGS["database"]}"

require "logger" # before Rails 7.1 nothing else loads it in time
require "rails"
require "action_controller/railtie"
require "active_record/railtie"
require "active_record/session_store"

class Shop < Rails::Application
  config.load_defaults "#{Rails::VERSION::MAJOR}.#{Rails::VERSION::MINOR}"
  config.eager_load = false
  config.secret_key_base = "unit-test-secret" * 4
  config.hosts.clear
  config.logger = Logger.new(nil)
  config.action_dispatch.show_exceptions = Rails.gem_version < Gem::Version.new("7.1") ? false : :none
  config.session_store :active_record_store, key: "_shop_session", expire_after: SETTINGS["lifetime"]
end

class CartController < ActionController::Base
  skip_forgery_protection

  def act
    asked = request.env["shop.request"]
    seen = session.to_hash # The id is the store's from here on.
    known = asked["id"].nil? || session.id.public_id == asked["id"]
    request.session_options[:skip] = true if asked["do"] == "read" || !known
    reset_session_keeping(seen) if known && asked["do"] == "login"
    change(asked) if known
    form_authenticity_token if asked["form"]
    asked["do"] == "destroy" ? reset_session : flash.keep
    request.env["shop.answer"] = known ? (asked["do"] == "read" ? seen : session.to_hash) : nil
    head :ok
  end

  private

  def reset_session_keeping(data)
    reset_session
    data.each { |key, value| session[key] = value unless key == "session_id" }
  end

  def change(asked)
    (asked["set"] || {}).each { |key, value| session[key] = value }
    (asked["remove"] || []).each { |key| session.delete(key) }
    session.update("unit" => :EUR, "seen_at" => Time.zone.now, "total" => BigDecimal("9.50")) if asked["objects"]
    (asked["flash"] || {}).each { |key, value| flash[key] = value }
  end
end

Shop.initialize!
Shop.routes.draw { root to: "cart#act" }

ActiveRecord::SessionStore::Session.serializer = SETTINGS["serializer"].to_sym

# The columns of the store's own migration; what is not serialized goes into a column of the database's own JSON.
unless ActiveRecord::Base.connection.table_exists?("sessions")
  ActiveRecord::Schema.verbose = false
  ActiveRecord::Schema.define do
    create_table :sessions do |t|
      t.string :session_id, null: false
      SETTINGS["serializer"] == "null" ? t.json(:data) : t.text(:data)
      t.timestamps
    end
    add_index :sessions, :session_id, unique: true
    add_index :sessions, :updated_at
  end
end

def answer(asked)
  headers = asked["id"] ? {"HTTP_COOKIE" => "_shop_session=#{asked["id"]}"} : {}
  env = Rack::MockRequest.env_for("http://shop.test/", headers).merge("shop.request" => asked)
  status, sent, body = Shop.call(env)
  body.close if body.respond_to?(:close)
  raise "status #{status}" unless status == 200
  return nil unless env["shop.answer"]
  cookie = Array(sent["Set-Cookie"] || sent["set-cookie"]).join("\n").lines.grep(/_shop_session=/).first&.strip
  [cookie ? cookie[/=([^;]*)/, 1] : asked["id"], env["shop.answer"], cookie]
end

converse { |request| answer(request) }
