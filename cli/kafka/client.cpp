// SPDX-License-Identifier: Apache-2.0
// Settings, and what librdkafka reports besides messages.
#include "cli/kafka/client.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "cli/console.hpp"

namespace leadline::cli::kafka {

namespace {
// Asked anew for so long; after the longer time every broker that refuses counts.
constexpr int kAskMs = 1000;
constexpr int kRefusedMs = 3000;
// So long a topic may take to be known.
constexpr int kMadeMs = 3000;
}  // namespace

struct Callbacks {
  static void trouble(rd_kafka_t*, int error, const char* reason, void* opaque) {
    Client& client = *static_cast<Client*>(opaque);
    if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
      client.all_down_ = true;
    } else if (client.trouble_.empty()) {
      client.trouble_ = reason;
    }
    // While a topic is opened its error says it; later, single brokers may come and go while others answer.
    if (!client.open_ || error == RD_KAFKA_RESP_ERR__TRANSPORT || error == RD_KAFKA_RESP_ERR__RESOLVE) return;
    if (!client.told_.insert(error).second) return;
    complain(fmt::format("`{}`: {}", client.name_, reason));
  }
  static void delivered(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
    Client& client = *static_cast<Client*>(opaque);
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR && client.undelivered_.empty()) {
      client.undelivered_ = rd_kafka_err2str(message->err);
    }
  }
  static void quiet(const rd_kafka_t*, int, const char*, const char*) {}
};

Error Client::error(const std::string& what) const { return Error{fmt::format("`{}`: {}", name_, what)}; }

Result<std::unique_ptr<Client>> Client::open(Kind kind, const std::string& name, const TopicOptions& options,
                                             const Settings& own) {
  Result<TopicName> place = read_topic_name(name);
  if (!place) return place.error();
  std::unique_ptr<Client> client(new Client);
  client->name_ = name;
  client->place_ = std::move(place).value();
  std::unique_ptr<rd_kafka_conf_t, decltype(&rd_kafka_conf_destroy)> conf(rd_kafka_conf_new(), rd_kafka_conf_destroy);
  std::array<char, 512> reason{};
  Settings settings = options.properties;
  settings.emplace_back("bootstrap.servers", client->place_.brokers);
  settings.insert(settings.end(), own.begin(), own.end());
  bool debug = false;
  for (const auto& [key, value] : settings) {
    const auto same = [&key = key](const auto& setting) { return setting.first == key; };
    const bool users = std::any_of(options.properties.begin(), options.properties.end(), same);
    if (users && (key == "bootstrap.servers" || std::any_of(own.begin(), own.end(), same))) {
      return Error{fmt::format("--kafka-property {}: the run sets `{}` itself", key, key)};
    }
    debug = debug || key == "debug";
    if (rd_kafka_conf_set(conf.get(), key.c_str(), value.c_str(), reason.data(), reason.size()) != RD_KAFKA_CONF_OK) {
      return Error{fmt::format("--kafka-property {}={}: {}", key, value, reason.data())};
    }
  }
  rd_kafka_conf_set_opaque(conf.get(), client.get());
  rd_kafka_conf_set_error_cb(conf.get(), Callbacks::trouble);
  if (!debug) rd_kafka_conf_set_log_cb(conf.get(), Callbacks::quiet);
  if (kind == Kind::kProducer) rd_kafka_conf_set_dr_msg_cb(conf.get(), Callbacks::delivered);
  client->handle_ = rd_kafka_new(kind == Kind::kProducer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER, conf.get(),
                                 reason.data(), reason.size());
  if (client->handle_ == nullptr) return client->error(reason.data());
  static_cast<void>(conf.release());  // NOLINT(bugprone-unused-return-value): the handle has it now
  client->topic_ = rd_kafka_topic_new(client->handle_, client->place_.topic.c_str(), nullptr);
  if (client->topic_ == nullptr) return client->error(rd_kafka_err2str(rd_kafka_last_error()));
  return client;
}

Client::~Client() {
  if (topic_ != nullptr) rd_kafka_topic_destroy(topic_);
  if (handle_ != nullptr) rd_kafka_destroy(handle_);
}

Result<int> Client::partitions() {
  const auto begin = std::chrono::steady_clock::now();
  for (;;) {
    const rd_kafka_metadata_t* metadata = nullptr;
    const rd_kafka_resp_err_t asked = rd_kafka_metadata(handle_, 0, topic_, &metadata, kAskMs);
    listen(0);
    const auto age = std::chrono::steady_clock::now() - begin;
    const bool late = age > std::chrono::milliseconds(kAnswerMs);
    if (asked != RD_KAFKA_RESP_ERR_NO_ERROR) {
      const bool refused = all_down_ && age > std::chrono::milliseconds(kRefusedMs);
      const bool waits = asked == RD_KAFKA_RESP_ERR__TIMED_OUT || asked == RD_KAFKA_RESP_ERR__TRANSPORT;
      if (waits && !late && !refused) continue;
      return error(fmt::format("no broker answers at {}: {}", place_.brokers,
                               trouble_.empty() ? rd_kafka_err2str(asked) : trouble_));
    }
    const rd_kafka_resp_err_t found = metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN;
    const int partitions = metadata->topic_cnt == 1 ? metadata->topics[0].partition_cnt : 0;
    rd_kafka_metadata_destroy(metadata);
    trouble_.clear();
    open_ = true;
    if (found == RD_KAFKA_RESP_ERR_NO_ERROR && partitions > 0) return partitions;
    // A topic that was just made, maybe because it was asked for, is not known at once.
    const bool unknown = found == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    const bool waits = found == RD_KAFKA_RESP_ERR_NO_ERROR || found == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
                       (unknown && age < std::chrono::milliseconds(kMadeMs));
    if (!waits || late) {
      return error(unknown ? "there is no such topic" : rd_kafka_err2str(found));
    }
    listen(100);
  }
}

void Client::listen(int wait_ms) { rd_kafka_poll(handle_, wait_ms); }

}  // namespace leadline::cli::kafka
