@GET:/api/v2/search
Feature: Finding posts by their words

  Background:
    Given Ada publishes "the rooks are back"
    And Bob publishes "rooks everywhere"

  Scenario: one finds what one wrote
    When Ada looks for "ROOKS back"
    Then Ada finds the posts:
      | the rooks are back |

  Scenario: one finds what one liked, kept or was mentioned in
    Given Ada bookmarks "rooks everywhere"
    When Ada looks for "rooks"
    Then Ada finds the posts:
      | rooks everywhere   |
      | the rooks are back |

  Scenario: what others wrote is found if they want that
    Given Bob wants his posts to be found
    When Ada looks for "everywhere"
    Then Ada finds the posts:
      | rooks everywhere |

  Scenario: what others wrote is not found if they did not say so
    When Ada looks for "everywhere"
    Then Ada finds no posts

  Scenario Outline: a <visibility> post is found by nobody whom it is not for
    Given Bob wants his posts to be found
    And Bob publishes the <visibility> post "a secret about rooks"
    When Ada looks for "secret"
    Then Ada finds no posts

    Examples:
      | visibility     |
      | followers-only |
      | direct         |

  Scenario: what is deleted is found no more
    Given Ada deletes "the rooks are back"
    When Ada looks for "back"
    Then Ada finds no posts
