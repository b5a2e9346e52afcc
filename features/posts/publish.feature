@POST:/api/v1/statuses
Feature: Publishing a post

  Scenario: followers see it at once
    Given Ada follows Bob
    And Ada is watching her home timeline
    When Bob publishes "the rooks are back"
    Then Ada is shown "the rooks are back" by Bob

  Scenario: everybody can read it
    When Bob publishes "the rooks are back"
    Then a visitor can read "the rooks are back"
    And Ada sees "the rooks are back" in the public timeline
    And Bob sees "the rooks are back" in his home timeline

  Scenario: what is typed is text and never markup
    When Bob publishes "<b>1 & 2</b> are 'less' than &lt;3 <script>alert(1)</script>"
    Then a visitor can read "<b>1 & 2</b> are 'less' than &lt;3 <script>alert(1)</script>"

  Scenario: lines and paragraphs stay
    When Bob publishes:
      """
      roses are red
      rooks are black

      and so on
      """
    Then a visitor can read:
      """
      roses are red
      rooks are black

      and so on
      """

  Scenario: space around the text is none of it
    When Bob publishes "  caw  "
    Then a visitor can read "caw"

  Scenario: a warning stands before what needs one
    When Bob publishes "the rook did it" with the warning "how the story ends"
    Then "the rook did it" stands behind the warning "how the story ends"

  Scenario: a post knows its language
    When Bob publishes "Die Krähen sind da" in the language "de"
    Then "Die Krähen sind da" is in the language "de"

  Scenario: clients learn how long a post may be
    Then a post may have 500 characters

  Scenario: a post may be long enough
    When Bob publishes a text of 500 letters
    Then a visitor can read what Bob published

  Scenario Outline: <count> <characters> are <count> characters, as people see them
    When Bob publishes a text of <count> <characters>
    Then a visitor can read what Bob published

    Examples:
      | count | characters |
      | 100   | families   |
      | 500   | flags      |
      | 500   | accents    |

  Scenario: a link counts as 23 letters, however long it is
    When Bob publishes 476 letters and a link of 300 letters
    Then a visitor can read what Bob published

  Scenario: one letter more than fits with the link is too long
    When Bob publishes 477 letters and a link of 300 letters
    Then Bob is told "a post is short"
    And a visitor sees nothing in Bob's timeline

  Scenario Outline: a text of <count> <characters> is too long
    When Bob publishes a text of <count> <characters>
    Then Bob is told "a post is short"
    And a visitor sees nothing in Bob's timeline

    Examples:
      | count | characters |
      | 501   | letters    |
      | 501   | accents    |
      | 501   | flags      |

  Scenario: the warning counts too
    When Bob publishes a text of 495 letters with the warning "caw caw"
    Then Bob is told "a post is short"

  Scenario Outline: a post must say something, and <nothing> is nothing
    When Bob publishes <nothing>
    Then Bob is told "a post must say something"
    And a visitor sees nothing in Bob's timeline

    Examples:
      | nothing           |
      | ""                |
      | "   "             |
      | a text of 3 lines |

  Scenario: a visitor cannot publish
    When a visitor publishes "caw"
    Then a visitor is told "one has to log in"
