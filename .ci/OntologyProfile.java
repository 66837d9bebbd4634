import java.io.File;
import java.util.List;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.AxiomType;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;
import org.semanticweb.owlapi.profiles.Profiles;

/**
 * Asks the OWL API whether an ontology is in OWL 2 DL, and how many axioms it has.
 *
 * <p>Run by .ci/owl-profile with one file that holds the whole ontology: a term that is declared in another file would be
 * read as an annotation. Ends with status 1, and every violation on a line of its own, where the profile is left.
 */
public final class OntologyProfile {
    private OntologyProfile() {}

    public static void main(String[] arguments) throws Exception {
        OWLOntology ontology =
            OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(new File(arguments[0]));
        List<OWLProfileViolation> violations = Profiles.OWL2_DL.checkOntology(ontology).getViolations();
        System.out.printf("ontology %s%n", ontology.getOntologyID());
        System.out.printf(
            "axioms %d, of these logical %d; classes %d, object properties %d, data properties %d, annotation properties %d%n",
            ontology.getAxiomCount(),
            ontology.getLogicalAxiomCount(),
            ontology.classesInSignature().count(),
            ontology.objectPropertiesInSignature().count(),
            ontology.dataPropertiesInSignature().count(),
            ontology.annotationPropertiesInSignature().count());
        for (AxiomType<?> type : AxiomType.AXIOM_TYPES) {
            if (ontology.getAxiomCount(type) > 0) {
                System.out.printf("  %s %d%n", type, ontology.getAxiomCount(type));
            }
        }
        violations.forEach(violation -> System.out.printf("violation: %s%n", violation));
        System.out.printf("OWL 2 DL: %s%n", violations.isEmpty() ? "yes" : violations.size() + " violations");
        System.exit(violations.isEmpty() ? 0 : 1);
    }
}
