// What JavaRosa, the engine of ODK Collect, makes of filled forms: java -cp ODK_Validate.jar Fill.java FORM INSTANCE…
// Beside each instance a file .values appears: a line for each leaf outside repeats with its name, a tab and its value.

import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.XFormUtils;

public class Fill {
    public static void main(String[] paths) throws Exception {
        new XFormsModule().registerModule();
        new JavaRosaCoreModule().registerModule();
        FormDef form = XFormUtils.getFormFromInputStream(new FileInputStream(paths[0]));
        TreeElement empty = form.getInstance().getRoot().deepCopy(true);
        for (int i = 1; i < paths.length; i++) {
            TreeElement filled = empty.deepCopy(true);
            filled.populate(XFormParser.restoreDataModel(Files.readAllBytes(Path.of(paths[i])), null).getRoot(), form);
            form.getInstance().setRoot(filled);
            form.initialize(false, new InstanceInitializationFactory());
            StringBuilder lines = new StringBuilder();
            collect(form.getInstance().getRoot(), true, lines);
            Files.writeString(Path.of(paths[i] + ".values"), lines.toString());
        }
    }

    private static void collect(TreeElement element, boolean applies, StringBuilder lines) {
        boolean relevant = applies && element.isRelevant();
        if (element.getNumChildren() == 0) {
            IAnswerData value = relevant ? element.getValue() : null;
            String text = value == null ? "" : value.uncast().getString();
            lines.append(element.getName()).append('\t').append(text).append('\n');
        }
        for (int i = 0; i < element.getNumChildren(); i++) {
            TreeElement child = element.getChildAt(i);
            if (!child.isRepeatable()) {
                collect(child, relevant, lines);
            }
        }
    }
}
