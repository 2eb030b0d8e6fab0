// Between the two files that know Beast: how an HTTP connection becomes a stream.
#pragma once

#include "alertd/api/transport.hpp"

#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace anju::alertd::api {

/// Takes the connection over; runs by itself from then on.
void start_stream_session(boost::beast::tcp_stream stream,
                          boost::beast::http::request<boost::beast::http::string_body> request,
                          const StreamRequest& wanted, std::unique_ptr<ConnectionTable::Ticket> ticket,
                          const Transport& transport);

}  // namespace anju::alertd::api
