// What an entity is about: by its component and device class, and by its names where the class says
// nothing or too little.
#pragma once

#include "gateway/profiles/devices.hpp"
#include "gateway/profiles/discovery/entity.hpp"
#include "gateway/profiles/names.hpp"

namespace anju::gateway::profiles::discovery {

/// How freely names are read.
enum class Names {
    exact,  ///< a bridge whose property names we know: as they stand
    loose,  ///< whatever people call their entities: `kitchen_fall_status`, `smoke_detector`
};

/// The row of the name table that describes this entity; one that means nothing when it does not
/// speak, or only repeats a setting.
[[nodiscard]] const NameRow& row_of(const Entity& entity, Names names);

/// Whether it has anything to say that concerns us.
[[nodiscard]] bool speaks(const Entity& entity, Names names);

/// The entity as an expose of the property `property`.
[[nodiscard]] Expose to_expose(const Entity& entity, std::string_view property, Names names);

/// What a trigger or an event type is called as an action: the word that calls for help, if one of
/// payload, subtype and type does, else the one that tells most.
[[nodiscard]] std::string action_word(const Entity& trigger);

}  // namespace anju::gateway::profiles::discovery
