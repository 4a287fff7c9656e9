// SPDX-License-Identifier: Apache-2.0
// A Kafka cluster for tests: librdkafka's own mock of one, which lives as long as this program, or with an argument
// (HOST:PORT) a real one. It prints its brokers, then does what standard input says, a command a line:
//   topic NAME PARTITIONS                  answers `ok`, as all that say nothing else
//   put TOPIC PARTITION TIMESTAMP TEXT     answers `ok`
//   flush X                                all that was put is in its topic
//   get TOPIC                              answers a line a message, `PARTITION OFFSET KEY TEXT`, then `end`
//   fail API CODE                          the mock's next request of this kind (Kafka's numbers) fails
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>

namespace {

constexpr int kAnswerMs = 10000;

[[noreturn]] void give_up(const std::string& what) {
  std::cerr << "kafka_cluster: " << what << '\n';
  std::exit(1);
}

rd_kafka_t* client(rd_kafka_type_t type, const std::string& brokers) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  std::array<char, 512> reason{};
  const auto set = [&](const char* key, const std::string& value) {
    if (rd_kafka_conf_set(conf, key, value.c_str(), reason.data(), reason.size()) != RD_KAFKA_CONF_OK)
      give_up(reason.data());
  };
  set("bootstrap.servers", brokers);
  set("enable.partition.eof", "true");
  set("log_level", "0");
  rd_kafka_t* handle = rd_kafka_new(type, conf, reason.data(), reason.size());
  if (handle == nullptr) give_up(reason.data());
  return handle;
}

std::string text_of(const void* data, std::size_t size) { return {static_cast<const char*>(data), size}; }

void get(const std::string& brokers, const std::string& topic) {
  rd_kafka_t* reader = client(RD_KAFKA_CONSUMER, brokers);
  rd_kafka_topic_t* handle = rd_kafka_topic_new(reader, topic.c_str(), nullptr);
  const rd_kafka_metadata_t* metadata = nullptr;
  if (rd_kafka_metadata(reader, 0, handle, &metadata, kAnswerMs) != RD_KAFKA_RESP_ERR_NO_ERROR) give_up("no metadata");
  const int partitions = metadata->topics[0].partition_cnt;
  rd_kafka_metadata_destroy(metadata);
  for (int partition = 0; partition < partitions; ++partition) {
    rd_kafka_consume_start(handle, partition, RD_KAFKA_OFFSET_BEGINNING);
    for (;;) {
      rd_kafka_message_t* message = rd_kafka_consume(handle, partition, kAnswerMs);
      if (message == nullptr) give_up("no answer");
      const bool end = message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
      if (!end && message->err != RD_KAFKA_RESP_ERR_NO_ERROR) give_up(rd_kafka_err2str(message->err));
      if (!end) {
        const std::string key = text_of(message->key, message->key_len);
        std::cout << partition << ' ' << message->offset << ' ' << (key.empty() ? "-" : key) << ' '
                  << text_of(message->payload, message->len) << '\n';
      }
      rd_kafka_message_destroy(message);
      if (end) break;
    }
    rd_kafka_consume_stop(handle, partition);
  }
  std::cout << "end" << std::endl;
  rd_kafka_topic_destroy(handle);
  rd_kafka_destroy(reader);
}

// On a real cluster.
void make_topic(rd_kafka_t* handle, const std::string& name, int partitions) {
  std::array<char, 512> reason{};
  rd_kafka_NewTopic_t* topic = rd_kafka_NewTopic_new(name.c_str(), partitions, 1, reason.data(), reason.size());
  if (topic == nullptr) give_up(reason.data());
  rd_kafka_queue_t* answers = rd_kafka_queue_new(handle);
  rd_kafka_CreateTopics(handle, &topic, 1, nullptr, answers);
  rd_kafka_event_t* answer = rd_kafka_queue_poll(answers, kAnswerMs);
  std::size_t count = 0;
  const rd_kafka_topic_result_t** made =
      answer == nullptr ? nullptr
                        : rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(answer), &count);
  if (count != 1 || rd_kafka_topic_result_error(made[0]) != RD_KAFKA_RESP_ERR_NO_ERROR) give_up("no topic " + name);
  rd_kafka_event_destroy(answer);
  rd_kafka_queue_destroy(answers);
  rd_kafka_NewTopic_destroy(topic);
}

}  // namespace

int main(int argc, char** argv) {
  rd_kafka_t* owner = argc > 1 ? nullptr : client(RD_KAFKA_PRODUCER, "");
  rd_kafka_mock_cluster_t* cluster = owner == nullptr ? nullptr : rd_kafka_mock_cluster_new(owner, 2);
  if (owner != nullptr && cluster == nullptr) give_up("no cluster");
  const std::string brokers = cluster == nullptr ? argv[1] : rd_kafka_mock_cluster_bootstraps(cluster);
  rd_kafka_t* writer = client(RD_KAFKA_PRODUCER, brokers);
  std::cout << brokers << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string command, topic;
    words >> command;
    if (command == "fail") {
      int api = 0, code = 0;
      words >> api >> code;
      rd_kafka_mock_push_request_errors(cluster, static_cast<std::int16_t>(api), 1,
                                        static_cast<rd_kafka_resp_err_t>(code));
      std::cout << "ok" << std::endl;
      continue;
    }
    words >> topic;
    if (command == "get") {
      rd_kafka_flush(writer, kAnswerMs);
      get(brokers, topic);
    } else if (command == "topic") {
      int partitions = 0;
      words >> partitions;
      if (cluster == nullptr) {
        make_topic(writer, topic, partitions);
      } else {
        rd_kafka_mock_topic_create(cluster, topic.c_str(), partitions, 1);
      }
      std::cout << "ok" << std::endl;
    } else if (command == "put") {
      std::int32_t partition = 0;
      std::int64_t at = 0;
      words >> partition >> at;
      std::string text;
      std::getline(words.ignore(1), text);
      const rd_kafka_resp_err_t put = rd_kafka_producev(
          writer, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_TIMESTAMP(at),
          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_VALUE(text.data(), text.size()), RD_KAFKA_V_END);
      if (put != RD_KAFKA_RESP_ERR_NO_ERROR) give_up(rd_kafka_err2str(put));
      rd_kafka_poll(writer, 0);
      std::cout << "ok" << std::endl;
    } else if (command == "flush") {
      rd_kafka_flush(writer, kAnswerMs);
      std::cout << "ok" << std::endl;
    } else {
      give_up("no such command: " + line);
    }
  }
  rd_kafka_destroy(writer);
  if (cluster == nullptr) return 0;
  rd_kafka_mock_cluster_destroy(cluster);
  rd_kafka_destroy(owner);
}
